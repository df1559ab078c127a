using CriSharp.CriServer.Configuration;
using CriSharp.Failures;
using CriSharp.Runtime.Keeping;

namespace CriSharp.CriServer;

/// <summary>
/// Sees to it that a keeper serves: before anything asks for it, and again whenever it has ended. On a node with a unit for the keeper there is
/// always one already.
/// </summary>
internal sealed partial class KeeperStart(DaemonOptions options, TimeProvider clock, ILogger<KeeperStart> logger) : BackgroundService
{
    // A keeper that this daemon did not start is not its child: whether it lives is seen by asking.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private KeeperProcess? _started;

    /// <summary>Where the keeper of this daemon listens.</summary>
    public static string Socket(DaemonOptions options) => Path.Combine(options.RuntimeDirectory, "keeper.sock");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_started is { } ours)
            {
                LogEnded(await ours.Ended.WaitAsync(stoppingToken));
            }
            else
            {
                await Task.Delay(Between, clock, stoppingToken);
            }

            await TryEnsureAsync(stoppingToken);
        }
    }

    private async Task TryEnsureAsync(CancellationToken stoppingToken)
    {
        try
        {
            await EnsureAsync(stoppingToken);
        }
        catch (FailureException e)
        {
            _started = null;
            LogNotStarted(e.Message);
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        _started = await KeeperProcess.EnsureAsync(
            new KeeperProgram
            {
                Path = options.Keeper.Path,
                Socket = Socket(options),
                StateDirectory = Path.Combine(options.RuntimeDirectory, "keeper"),
                LogFile = options.Keeper.Log,
            },
            cancellationToken);
        if (_started is { } started)
        {
            LogStarted(started.ProcessId);
        }
    }

    [LoggerMessage(9101, LogLevel.Information, "keeper started, pid {Pid}")]
    private partial void LogStarted(int pid);

    [LoggerMessage(9102, LogLevel.Error, "keeper ended with code {ExitCode}, starting another")]
    private partial void LogEnded(int exitCode);

    [LoggerMessage(9103, LogLevel.Error, "keeper not started, will be tried again: {Cause}")]
    private partial void LogNotStarted(string cause);
}
