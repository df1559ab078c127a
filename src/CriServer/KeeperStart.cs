using CriSharp.CriServer.Configuration;
using CriSharp.Runtime.Keeping;

namespace CriSharp.CriServer;

/// <summary>Sees to it, before anything asks for it, that a keeper serves: on a node without a unit for it the daemon starts one.</summary>
internal sealed partial class KeeperStart(DaemonOptions options, ILogger<KeeperStart> logger) : IHostedService
{
    /// <summary>Where the keeper of this daemon listens.</summary>
    public static string Socket(DaemonOptions options) => Path.Combine(options.RuntimeDirectory, "keeper.sock");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = await KeeperProcess.EnsureAsync(
            new KeeperProgram
            {
                Path = options.Keeper.Path,
                Socket = Socket(options),
                StateDirectory = Path.Combine(options.RuntimeDirectory, "keeper"),
                LogFile = options.Keeper.Log,
            },
            cancellationToken);
        if (started is not null)
        {
            LogStarted(started.ProcessId);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(9101, LogLevel.Information, "keeper started, pid {Pid}")]
    private partial void LogStarted(int pid);
}
