using System.Collections.Concurrent;
using System.Threading.Channels;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using Microsoft.Extensions.Logging;

namespace CriSharp.Images.Snapshots;

/// <summary>
/// Knows what the snapshots take on disk, without making anyone wait: asking gives the last measurement and orders a new one, at most one
/// every <see cref="Pause"/>.
/// </summary>
internal sealed partial class SnapshotMeasure : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly StorePaths _paths;
    private readonly Func<IReadOnlyList<string>> _keys;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, TreeUse> _uses = new(StringComparer.Ordinal);
    private readonly Task _loop;

    internal SnapshotMeasure(StorePaths paths, Func<IReadOnlyList<string>> keys, TimeProvider time, ILogger logger)
    {
        _paths = paths;
        _keys = keys;
        _time = time;
        _logger = logger;
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>What all snapshots took when last measured.</summary>
    internal TreeUse Total()
    {
        _wanted.Writer.TryWrite(true);
        return _uses.Values.Aggregate(default(TreeUse), (sum, use) => new TreeUse(sum.Bytes + use.Bytes, sum.Inodes + use.Inodes));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _wanted.Reader.ReadAllAsync(cancellationToken))
        {
            await DedicatedThread.RunAsync("measure snapshots", MeasureAll);
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private void MeasureAll()
    {
        var keys = _keys();
        foreach (var gone in _uses.Keys.Except(keys))
        {
            _uses.TryRemove(gone, out _);
        }

        foreach (var key in keys)
        {
            Measure(key);
        }
    }

    private void Measure(string key)
    {
        try
        {
            _uses[key] = TreeUse.Of(_paths.Snapshot(key));
        }
        catch (LinuxException e) when (e.Errno == Errno.NoEntry)
        {
            // Removed since the list was made.
            _uses.TryRemove(key, out _);
        }
        catch (LinuxException e)
        {
            // The last measurement stands; the other snapshots are measured all the same.
            LogNotMeasured(e, key);
        }
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "Cannot measure snapshot {Key}")]
    private partial void LogNotMeasured(Exception e, string key);
}
