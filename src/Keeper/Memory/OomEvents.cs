using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;

namespace CriSharp.Keeper.Memory;

/// <summary>
/// A file in which the kernel counts OOM kills: memory.events (cgroup v2) or memory.oom_control (v1), held open.
/// </summary>
internal sealed class OomEvents : IDisposable
{
    private readonly ControlFile _file;

    private OomEvents(ControlFile file, long kills) => (_file, Kills) = (file, kills);

    /// <summary><c>oom_kill</c> when it was last read.</summary>
    internal long Kills { get; private set; }

    /// <summary>The group has been removed: nothing more can be read.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>Null: there is no such file.</summary>
    internal static OomEvents? TryOpen(string path)
    {
        if (ControlFile.TryOpen(path) is not { } file)
        {
            return null;
        }

        var events = new OomEvents(file, 0);
        events.Read();
        return events;
    }

    /// <summary>Reads it; returns how many kills there were since the last time.</summary>
    internal long Read()
    {
        var before = Kills;
        var content = _file.TryRead();
        IsGone = content is null;
        Kills = content is null ? Kills : FlatKeyedFile.Value(content, "oom_kill"u8) ?? Kills;
        return Kills - before;
    }

    internal EventWatch Watch(EventLoop loop, Action onChange) => _file.Watch(loop, onChange);

    public void Dispose() => _file.Dispose();
}
