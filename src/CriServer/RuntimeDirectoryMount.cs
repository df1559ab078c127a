using CriSharp.CriServer.Configuration;
using CriSharp.Runtime.Mounts;

namespace CriSharp.CriServer;

/// <summary>Before anything is mounted below it, makes the runtime directory a mount point that spreads nothing to other mount namespaces.</summary>
internal sealed class RuntimeDirectoryMount(IPodMounts mounts, DaemonOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => mounts.MakePrivateAsync(options.RuntimeDirectory, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
