using CriSharp.CriServer.Configuration;
using CriSharp.Runtime.Security.AppArmor;

namespace CriSharp.CriServer;

/// <summary>Before any container is made, loads the AppArmor profile that containers have by default.</summary>
internal sealed class AppArmorStart(IAppArmor appArmor, DaemonOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => appArmor.LoadDefaultAsync(options.RuntimeDirectory, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
