namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// How often the kernel killed a process of this cgroup for memory. Open it when the container is created and ask it when the exit is
/// told: the kernel refuses to read a removed cgroup even through a descriptor held since before (ENODEV), so the counter then tells
/// the last that was seen and, on version 2, what the cgroup above has counted since.
/// </summary>
public interface IOomCounter : IDisposable
{
    /// <summary><c>oom_kill</c> of memory.events (v2) or memory.oom_control (v1).</summary>
    long OomKills();
}
