using CriSharp.Linux;
using CriSharp.Linux.Events;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Memory;

/// <summary>Opens the OOM counters of containers, those of one pod together.</summary>
/// <param name="loop">Where the kernel announces changes on version 2; null: changes are not awaited.</param>
/// <param name="journal">Where it is told what cannot be counted.</param>
internal sealed class OomCounters(EventLoop? loop, KeeperJournal journal)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OomFamily> _families = [];

    /// <summary>
    /// Opens a container's counter while its cgroup exists. Null: it is not asked for, or it cannot be; that is told, and
    /// the container runs all the same.
    /// </summary>
    internal OomCounter? Open(string containerId, OomFiles? files)
    {
        if (files is null)
        {
            return null;
        }

        try
        {
            if (OomEvents.TryOpen(files.Own) is { } own)
            {
                return Open(own, files.Above);
            }

            journal.Tell($"container {containerId}: its OOM kills are not counted: there is no {files.Own}");
        }
        catch (LinuxException e)
        {
            journal.Tell($"container {containerId}: its OOM kills are not counted: {e.Message}");
        }

        return null;
    }

    private OomCounter Open(OomEvents own, string above)
    {
        if (above.Length == 0)
        {
            return new OomCounter(own, new OomFamily(above: null), loop: null);
        }

        lock (_lock)
        {
            foreach (var (path, abandoned) in _families.Where(family => family.Value.IsEmpty).ToList())
            {
                _families.Remove(path);
                abandoned.Dispose();
            }

            if (!_families.TryGetValue(above, out var family))
            {
                _families.Add(above, family = new OomFamily(OomEvents.TryOpen(above)));
            }

            return new OomCounter(own, family, loop);
        }
    }
}
