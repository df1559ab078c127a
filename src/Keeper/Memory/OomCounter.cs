using CriSharp.Linux;
using CriSharp.Linux.Events;

namespace CriSharp.Keeper.Memory;

/// <summary>
/// How often the kernel killed a process of one container for memory. On cgroup v2 each announced change is read at once,
/// for systemd removes a scope as soon as it is empty, and a removed group cannot be read any more, not even through a
/// descriptor held since before (ENODEV); then the group above tells (<see cref="OomFamily"/>).
/// </summary>
internal sealed class OomCounter : IDisposable
{
    private readonly OomEvents _own;
    private readonly OomFamily _family;
    private readonly EventWatch? _watch;

    /// <param name="own">Of the container's group; owned from now on.</param>
    /// <param name="family">The containers beside it.</param>
    /// <param name="loop">Where changes are awaited; null: the kernel announces none (version 1).</param>
    internal OomCounter(OomEvents own, OomFamily family, EventLoop? loop)
    {
        _own = own;
        _family = family;
        Known = own.Kills;
        _family.Add(this);
        _watch = loop is null ? null : own.Watch(loop, OnChange);
    }

    /// <summary>The kills known by now. Set by the family, under its lock.</summary>
    internal long Known { get; set; }

    /// <summary>The group was gone when it was read last. For the family, under its lock.</summary>
    internal bool IsGone => _own.IsGone;

    /// <summary>What the group above had to say of a group that is gone has been counted. For the family, under its lock.</summary>
    internal bool IsFinal { get; set; }

    /// <summary>All kills until now.</summary>
    internal long Read()
    {
        _family.Read();
        return Known;
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _family.Remove(this);
    }

    /// <summary>Reads its own file; returns how many kills are new. For the family, under its lock.</summary>
    internal long ReadOwn()
    {
        var fresh = _own.Read();
        Known += fresh;
        return fresh;
    }

    /// <summary>For the family, under its lock, since a last callback may be on its way.</summary>
    internal void Close() => _own.Dispose();

    private void OnChange()
    {
        try
        {
            _family.Read();
        }
        catch (LinuxException)
        {
            // Not for the loop's thread: whoever asks at the exit meets the same failure.
        }
    }
}
