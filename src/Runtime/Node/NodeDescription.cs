using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Limits;

namespace CriSharp.Runtime.Node;

/// <summary>What the machine is, and what the kernel lets this program do on it.</summary>
public sealed record NodeDescription
{
    /// <summary>Another one after each boot: records with a different one describe processes that no longer exist.</summary>
    public required string BootId { get; init; }

    /// <summary>As <c>uname -r</c> tells it.</summary>
    public required string KernelRelease { get; init; }

    /// <summary><c>PRETTY_NAME</c> of os-release(5), e.g. <c>Debian GNU/Linux 13 (trixie)</c>; <c>Linux</c> where a system has none.</summary>
    public required string OsName { get; init; }

    public required string Hostname { get; init; }

    /// <summary>CPUs online, whatever this program itself may use of them.</summary>
    public required int CpuCount { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>The most that any container can be given.</summary>
    public required CapabilitySet BoundingCapabilities { get; init; }

    /// <summary>This program's own adjustment, which its children inherit.</summary>
    public required int OomScoreAdj { get; init; }

    /// <summary>Whether a container may have a lower adjustment than <see cref="OomScoreAdj"/> (needs CAP_SYS_RESOURCE).</summary>
    public required bool MayLowerOomScoreAdj { get; init; }

    /// <summary>This program's own limit of open files, which its children inherit.</summary>
    public required ResourceLimit OpenFilesLimit { get; init; }

    /// <summary>This program's own hard limits by the OCI specification's names (<c>RLIMIT_CORE</c>, …).</summary>
    public IReadOnlyDictionary<string, ulong> HardLimits { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Whether a container may have a higher hard limit than this program (needs CAP_SYS_RESOURCE).</summary>
    public required bool MayRaiseLimits { get; init; }

    /// <summary>Whether the kernel enforces AppArmor profiles.</summary>
    public required bool AppArmor { get; init; }

    /// <summary>Whether the kernel has an SELinux policy loaded, enforcing or not.</summary>
    public required bool SeLinux { get; init; }
}
