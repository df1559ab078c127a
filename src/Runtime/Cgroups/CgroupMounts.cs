using CriSharp.Failures;
using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// The hierarchies that are mounted. <paramref name="UnifiedMountPoint"/> is null where there is no version 2 tree;
/// <paramref name="Hierarchies"/> are those of version 1, empty where version 2 has all controllers.
/// </summary>
internal sealed record CgroupMounts(CgroupVersion Version, string? UnifiedMountPoint, IReadOnlyList<LegacyHierarchy> Hierarchies)
{
    private const string UnifiedFileSystem = "cgroup2";
    private const string LegacyFileSystem = "cgroup";

    /// <summary>
    /// Reads them off mountinfo. A version 1 hierarchy counts only if it has a controller: some hosts mount one that has none
    /// (<c>name=systemd</c>) beside the unified tree for the sake of old containers.
    /// </summary>
    /// <exception cref="FailureException">FailedPrecondition: no cgroup file system is mounted.</exception>
    public static CgroupMounts Detect(IReadOnlyList<MountInfo> mounts)
    {
        // Only mounts of a whole tree: others are what a container on this host sees of its own group.
        var whole = mounts.Where(mount => mount.Root == "/").ToList();
        var unified = whole.FirstOrDefault(mount => mount.Type == UnifiedFileSystem)?.MountPoint;
        var legacy = whole.Where(mount => mount.Type == LegacyFileSystem)
            .Select(mount => new LegacyHierarchy(mount.MountPoint, LegacyHierarchy.ControllersOf(mount.SuperOptions)))
            .DistinctBy(hierarchy => string.Join(',', hierarchy.Controllers)) // A second mount is the same tree again.
            .ToList();

        return (unified, legacy.Any(hierarchy => hierarchy.HasController)) switch
        {
            (null, false) => throw new FailureException(FailureKind.FailedPrecondition, "cgroups: no cgroup file system is mounted"),
            (not null, false) => new CgroupMounts(CgroupVersion.Unified, unified, []),
            (null, true) => new CgroupMounts(CgroupVersion.Legacy, null, legacy),
            (not null, true) => new CgroupMounts(CgroupVersion.Hybrid, unified, legacy),
        };
    }
}
