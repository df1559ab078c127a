using CriSharp.Runtime.Cgroups;

namespace CriSharp.Runtime.Security;

/// <summary>
/// What this node and this daemon's own rights allow a container to have: read once at start, plain data for the builder of specifications,
/// which clamps to it instead of letting the OCI runtime fail.
/// </summary>
public sealed record NodeFacts
{
    /// <summary>The daemon's bounding set, names with <c>CAP_</c>: what privileged containers get and nobody exceeds.</summary>
    public required IReadOnlySet<string> BoundingCapabilities { get; init; }

    /// <summary>The daemon's own <c>oom_score_adj</c>; without <see cref="MayLowerOomScore"/> no container can be below it.</summary>
    public required int OwnOomScoreAdj { get; init; }

    /// <summary>CAP_SYS_RESOURCE is held.</summary>
    public required bool MayLowerOomScore { get; init; }

    /// <summary>The daemon's own hard limit of open files.</summary>
    public required ulong HardOpenFiles { get; init; }

    /// <summary>CAP_SYS_RESOURCE is held: hard limits can be raised.</summary>
    public required bool MayRaiseLimits { get; init; }

    public required CgroupVersion CgroupVersion { get; init; }

    /// <summary>Swap can be limited (<c>memory.swap.max</c>, <c>memory.memsw.limit_in_bytes</c>).</summary>
    public required bool SwapController { get; init; }

    /// <summary>Huge pages can be limited.</summary>
    public required bool HugetlbController { get; init; }

    /// <summary>AppArmor is active in the kernel.</summary>
    public required bool AppArmor { get; init; }

    /// <summary>SELinux is active in the kernel.</summary>
    public required bool SELinux { get; init; }

    /// <summary>The kernel's version, major and minor.</summary>
    public required Version Kernel { get; init; }

    /// <summary>The processor, as Go and image manifests name it: <c>amd64</c>, <c>arm64</c>, …</summary>
    public required string Architecture { get; init; }

    /// <summary>Processes a container may have where nothing else is said; null: no limit of its own (configuration).</summary>
    public long? DefaultPidsLimit { get; init; }

    /// <summary>Soft limit of open files of a container (configuration).</summary>
    public ulong SoftOpenFilesOfContainers { get; init; } = 1024;

    /// <summary>Hard limit of open files of a container, where it can be given (configuration).</summary>
    public ulong HardOpenFilesOfContainers { get; init; } = 524288;
}
