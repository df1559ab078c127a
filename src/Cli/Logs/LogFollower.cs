using System.Threading.Channels;

namespace CriSharp.Cli.Logs;

/// <summary>
/// Prints a container log from its tail on and, if wanted, what is added to it, across rotations. The kernel tells of changes
/// (inotify on the directory); nothing is polled.
/// </summary>
internal sealed class LogFollower : IDisposable
{
    private readonly string _path;
    private readonly LogPrinter _printer;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FileSystemWatcher? _watcher;
    private LogFile? _file;
    private long? _tail;

    /// <param name="path">The log file; it need not exist yet.</param>
    /// <param name="printer">Where the lines go.</param>
    /// <param name="tail">Print only so many of the lines that are there now; <c>null</c> for all.</param>
    public LogFollower(string path, LogPrinter printer, long? tail = null)
    {
        _path = path;
        _printer = printer;
        _tail = tail;
    }

    /// <summary>Prints what is there now; false if there is no log file.</summary>
    public async Task<bool> PrintAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        return _file is not null;
    }

    /// <summary>
    /// Prints what is there and what comes, until <paramref name="writerEnded"/>: everything written before that is printed.
    /// </summary>
    public async Task FollowAsync(Task writerEnded, CancellationToken cancellationToken)
    {
        // Watching begins before the first read: a change between a read and the wait after it is then never missed.
        Watch();
        bool ended;
        do
        {
            ended = writerEnded.IsCompleted;
            await DrainAsync(cancellationToken);
            if (!ended)
            {
                await Task.WhenAny(_changes.Reader.ReadAsync(cancellationToken).AsTask(), writerEnded);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        while (!ended);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher?.Dispose();
        _file?.Dispose();
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        _file ??= Open();
        while (_file is not null)
        {
            await _file.CopyAsync(_printer, cancellationToken);
            if (!_file.IsReplaced)
            {
                return;
            }

            // The writer has turned to the new file by now, so one more read gives the last of the old one.
            await _file.CopyAsync(_printer, cancellationToken);
            _file.Dispose();
            _file = LogFile.TryOpen(_path);
        }
    }

    private LogFile? Open()
    {
        var file = LogFile.TryOpen(_path);
        if (_tail is { } lines)
        {
            file?.SkipToTail(lines);
            _tail = null;
        }

        return file;
    }

    private void Watch()
    {
        // The real directory: what leads to a log file may be a link, and it is where the file lies that changes are seen.
        var path = File.Exists(_path) ? File.ResolveLinkTarget(_path, returnFinalTarget: true)?.FullName ?? _path : _path;
        var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, _) => _changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => _changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => _changes.Writer.TryWrite(true);
        // An overflowing queue has lost events: look at the file.
        watcher.Error += (_, _) => _changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        _watcher = watcher;
    }
}
