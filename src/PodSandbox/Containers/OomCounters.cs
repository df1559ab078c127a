using System.Collections.Concurrent;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The OOM counters of the running containers, opened while their cgroups exist and read when they exit, so that the reason is decided
/// together with the exit status and not by a racing event.
/// </summary>
public sealed partial class OomCounters(ICgroups cgroups, ILogger<OomCounters> logger) : IDisposable
{
    private readonly ConcurrentDictionary<ContainerId, IOomCounter> _open = new();

    /// <summary>Begins to watch a container that runs. A cgroup that is already gone has nothing to tell any more.</summary>
    public void Watch(ContainerRecord container)
    {
        if (_open.ContainsKey(container.Id))
        {
            return;
        }

        try
        {
            var counter = cgroups.OpenOomCounter(container.Facts.CgroupPath);
            if (!_open.TryAdd(container.Id, counter))
            {
                counter.Dispose();
            }
        }
        catch (IOException e)
        {
            // The cgroup is already gone, or the daemon is out of descriptors: the exit must be told all the same.
            LogNotWatched(container.Id, e.Message);
        }
    }

    /// <summary>Ends the watch; true if the kernel killed a process of the container for memory.</summary>
    public bool Take(ContainerRecord container)
    {
        Watch(container);
        if (!_open.TryRemove(container.Id, out var counter))
        {
            return false;
        }

        using (counter)
        {
            return HasCounted(container, counter);
        }
    }

    private bool HasCounted(ContainerRecord container, IOomCounter counter)
    {
        try
        {
            return counter.OomKills() > 0;
        }
        catch (IOException e)
        {
            LogNotWatched(container.Id, e.Message);
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var counter in _open.Values)
        {
            counter.Dispose();
        }

        _open.Clear();
    }

    [LoggerMessage(2013, LogLevel.Debug, "OOM counter of container {ContainerId} not read: {Cause}")]
    private partial void LogNotWatched(ContainerId containerId, string cause);
}
