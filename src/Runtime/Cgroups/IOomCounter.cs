namespace CriSharp.Runtime.Cgroups;

/// <summary>How often the kernel killed a process of this cgroup for memory; a descriptor held since creation.</summary>
public interface IOomCounter : IDisposable
{
    /// <summary><c>oom_kill</c> of memory.events (v2) or memory.oom_control (v1).</summary>
    long OomKills();
}
