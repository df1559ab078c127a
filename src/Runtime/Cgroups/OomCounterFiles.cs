namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// Where the kernel counts how often it killed a process of a cgroup for memory, as a line <c>oom_kill N</c>. The files are there while
/// the cgroup is; a removed one cannot be read any more, also through a descriptor held since before (ENODEV).
/// </summary>
/// <param name="Own">memory.events (v2) or memory.oom_control (v1) of the cgroup.</param>
/// <param name="Above">memory.events of the cgroup above, which counts the kills below it too; null on v1, where it does not.</param>
public sealed record OomCounterFiles(string Own, string? Above);
