using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.Runtime.Security;

/// <summary>
/// What this node, this daemon's own rights and its configuration let a container have: gathered once at start, plain data for the builder of
/// specifications, which clamps to it instead of letting the OCI runtime fail.
/// </summary>
public sealed record NodeFacts
{
    /// <summary>The machine and the daemon's own rights and limits on it.</summary>
    public required NodeDescription Description { get; init; }

    public required CgroupVersion CgroupVersion { get; init; }

    /// <summary>Swap can be limited (<c>memory.swap.max</c>, <c>memory.memsw.limit_in_bytes</c>).</summary>
    public required bool SwapController { get; init; }

    /// <summary>Huge pages can be limited.</summary>
    public required bool HugetlbController { get; init; }

    /// <summary>The processor, as Go and image manifests name it: <c>amd64</c>, <c>arm64</c>, …</summary>
    public required string Architecture { get; init; }

    /// <summary>Processes a container may have where nothing else is said; null: no limit of its own (configuration).</summary>
    public long? DefaultPidsLimit { get; init; }

    /// <summary>Soft limit of open files of a container (configuration).</summary>
    public ulong SoftOpenFilesOfContainers { get; init; } = 1024;

    /// <summary>Hard limit of open files of a container, where it can be given (configuration).</summary>
    public ulong HardOpenFilesOfContainers { get; init; } = 524288;

    /// <summary>What the node's SELinux policy gives containers; of no meaning where SELinux is off.</summary>
    public SeLinuxContexts SeLinux { get; init; } = SeLinuxContexts.Common;

    /// <summary>What else the configuration gives every container.</summary>
    public ContainerDefaults Defaults { get; init; } = new();

    /// <summary>The kernel's version, major and minor; 0.0 if its release does not begin so.</summary>
    public Version Kernel => KernelOf(Description.KernelRelease);

    private static Version KernelOf(string release)
    {
        var numbers = release.Split('.', '-', '+');
        return numbers.Length > 1 && int.TryParse(numbers[0], out var major) && int.TryParse(numbers[1], out var minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }
}
