using CriSharp.Linux;
using CriSharp.Linux.Events;
using CriSharp.Linux.Files;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.Cni;

/// <summary>The watching of the configuration directory, and the regular question whether a network can be used.</summary>
public sealed partial class CniNetworks
{
    /// <summary>Reads the configuration before the daemon serves its first call, then watches it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _inUse.RefreshAsync(cancellationToken);
        Tell();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var watch = new DirectoryWatch(_options.ConfigurationDirectory, EventLoop.Shared);
                await FollowAsync(watch, stoppingToken);
            }
            catch (LinuxException e)
            {
                // The node's inotify instances or watches are used up: then by looking now and then.
                LogNotWatching(_options.ConfigurationDirectory, e.Message);
                await RefreshAsync(stoppingToken);
                await Task.Delay(_options.StatusPeriod, _time, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(DirectoryWatch watch, CancellationToken stoppingToken)
    {
        var changed = watch.WhenChangedAsync(stoppingToken);
        while (true)
        {
            // Before the first wait too: something may have changed between StartAsync and the beginning of the watch.
            await RefreshAsync(stoppingToken);
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var ended = await Task.WhenAny(changed, Task.Delay(NextLook(), _time, turn.Token));
            await turn.CancelAsync();
            if (ended == changed)
            {
                await changed;
                changed = watch.WhenChangedAsync(stoppingToken);
            }
        }
    }

    // A network that is ready and has no STATUS needs no second look without a change.
    private TimeSpan NextLook()
    {
        var hasStatus = _inUse.Current is { File.Network: var network }
            && CniVersion.IsAtLeast(network.Version, CniVersion.StatusAndGarbageCollection);
        return hasStatus || !Readiness.IsReady ? _options.StatusPeriod : Timeout.InfiniteTimeSpan;
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Readiness;
        await _inUse.RefreshAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (Readiness != before)
        {
            Tell();
        }
    }

    private void Tell()
    {
        if (Readiness.IsReady)
        {
            LogReady(_inUse.Current.File!.Path, Readiness.Message);
        }
        else
        {
            LogNotReady(Readiness.Message);
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "pod network ready by {File} {Warning}")]
    private partial void LogReady(string file, string warning);

    [LoggerMessage(4021, LogLevel.Warning, "pod network not ready: {Cause}")]
    private partial void LogNotReady(string cause);

    [LoggerMessage(4002, LogLevel.Warning, "cannot watch {Directory}, looking at it regularly instead: {Cause}")]
    private partial void LogNotWatching(string directory, string cause);
}
