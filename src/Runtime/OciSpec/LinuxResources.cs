namespace CriSharp.Runtime.OciSpec;

/// <summary>Limits of the container's cgroup (config-linux.md, control groups). Null: not set.</summary>
public sealed record LinuxResources
{
    public IReadOnlyList<LinuxDeviceCgroup> Devices { get; init; } = [];

    public LinuxMemory? Memory { get; init; }

    public LinuxCpu? Cpu { get; init; }

    public LinuxPids? Pids { get; init; }

    public IReadOnlyList<LinuxHugepageLimit>? HugepageLimits { get; init; }

    /// <summary>Files of cgroup v2 by name, written last.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}
