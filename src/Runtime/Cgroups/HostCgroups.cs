using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Cgroups;

/// <summary>The control groups of this host.</summary>
public static class HostCgroups
{
    /// <summary>Finds out what is mounted.</summary>
    /// <exception cref="Failures.FailureException">FailedPrecondition: no cgroup file system is mounted.</exception>
    public static ICgroups Open()
    {
        var mounts = CgroupMounts.Detect(MountInfo.Read());
        return mounts.Version == CgroupVersion.Unified
            ? new UnifiedCgroups(mounts.UnifiedMountPoint!)
            : new LegacyCgroups(mounts);
    }
}
