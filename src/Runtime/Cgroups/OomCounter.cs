using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;

namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// Reads the counter while the group exists and remembers the highest value. The kernel answers nothing more once the group is
/// removed, and systemd removes a scope as soon as it is empty: on version 2 each announced change is therefore read at once.
/// </summary>
internal sealed class OomCounter : IOomCounter
{
    private readonly ControlFile _file;
    private readonly EventWatch? _watch;
    private readonly Lock _lock = new();
    private long _kills;
    private bool _disposed;

    private OomCounter(ControlFile file, EventLoop? loop)
    {
        _file = file;
        _kills = KillsNow() ?? 0;
        _watch = loop is null ? null : file.Watch(loop, OnChange);
    }

    /// <param name="path">memory.events or memory.oom_control of the group.</param>
    /// <param name="loop">Where changes of the file are awaited; null: the kernel announces none (version 1).</param>
    /// <exception cref="FailureException">NotFound: there is no such group.</exception>
    public static OomCounter Open(string path, EventLoop? loop) =>
        ControlFile.TryOpen(path) is { } file
            ? new OomCounter(file, loop)
            : throw new FailureException(FailureKind.NotFound, $"oom counter {path}: no such cgroup");

    public long OomKills()
    {
        Refresh();
        lock (_lock)
        {
            return _kills;
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        lock (_lock) // A last callback may be on its way.
        {
            _disposed = true;
            _file.Dispose();
        }
    }

    private void OnChange()
    {
        try
        {
            Refresh();
        }
        catch (LinuxException)
        {
            // Not for the loop's thread: who asks for the counter meets the same failure.
        }
    }

    private void Refresh()
    {
        lock (_lock)
        {
            _kills = _disposed ? _kills : Math.Max(_kills, KillsNow() ?? 0);
        }
    }

    // With memory.oom.group the kernel also counts the kills of whole groups; a group's kill has killed at least one process.
    private long? KillsNow() =>
        _file.TryRead() is { } content
            ? Math.Max(FlatKeyedFile.Value(content, "oom_kill"u8) ?? 0, FlatKeyedFile.Value(content, "oom_group_kill"u8) ?? 0)
            : null;
}
