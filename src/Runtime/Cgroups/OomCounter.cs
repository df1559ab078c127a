using CriSharp.Linux;
using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;

namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// Counts the kills in a group that may be removed before anyone asks: systemd removes a scope as soon as it is empty, and the kernel
/// answers nothing more then. So each announced change is read at once; and since the kernel announces changes of a file at most every
/// 10 ms, the group above, which counts the kills below it too, tells what happened last.
/// </summary>
internal sealed class OomCounter : IOomCounter
{
    private readonly ControlFile _own;
    private readonly ControlFile? _above;
    private readonly List<EventWatch> _watches;
    private readonly Lock _lock = new();
    private long _kills;
    private long _killsAbove;
    private bool _final;

    private OomCounter(ControlFile own, ControlFile? above, EventLoop? loop)
    {
        (_own, _above) = (own, above);
        _killsAbove = above is null ? 0 : Kills(above) ?? 0;
        _kills = Kills(own) ?? 0;
        _watches = loop is null ? [] : [.. new[] { own, above }.OfType<ControlFile>().Select(file => file.Watch(loop, OnChange))];
    }

    /// <param name="own">memory.events or memory.oom_control of the group.</param>
    /// <param name="above">memory.events of the group above it; null on version 1, where a group counts for itself only.</param>
    /// <param name="loop">Where changes are awaited; null: the kernel announces none (version 1).</param>
    /// <exception cref="LinuxException"><see cref="Errno.NoEntry"/>: there is no such group, or it has no memory controller.</exception>
    public static OomCounter Open(string own, string? above, EventLoop? loop) =>
        ControlFile.TryOpen(own) is { } file
            ? new OomCounter(file, above is null ? null : ControlFile.TryOpen(above), loop)
            : throw new LinuxException("open", own, Errno.NoEntry);

    public long OomKills()
    {
        lock (_lock)
        {
            Refresh();
            return _kills;
        }
    }

    public void Dispose()
    {
        _watches.ForEach(watch => watch.Dispose());
        lock (_lock) // A last callback may be on its way.
        {
            _final = true;
            _own.Dispose();
            _above?.Dispose();
        }
    }

    private void OnChange()
    {
        try
        {
            lock (_lock)
            {
                Refresh();
            }
        }
        catch (LinuxException)
        {
            // Not for the loop's thread: who asks for the counter meets the same failure.
        }
    }

    private void Refresh()
    {
        if (_final)
        {
            return;
        }

        // First above: a kill between the two reads is then counted twice rather than not at all.
        var above = _above is null ? 0 : Kills(_above) ?? _killsAbove;
        if (Kills(_own) is { } own)
        {
            (_kills, _killsAbove) = (own, above);
        }
        else
        {
            _kills += above - _killsAbove;
            _final = true; // What is counted above from now on happens in other groups.
        }
    }

    // With memory.oom.group the kernel also counts the kills of whole groups; a group's kill has killed at least one process.
    private static long? Kills(ControlFile file) =>
        file.TryRead() is { } content
            ? Math.Max(FlatKeyedFile.Value(content, "oom_kill"u8) ?? 0, FlatKeyedFile.Value(content, "oom_group_kill"u8) ?? 0)
            : null;
}
