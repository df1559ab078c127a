using CriSharp.Linux.Proc;

namespace CriSharp.Runtime.Cgroups;

/// <summary>The control groups of this host.</summary>
public static class HostCgroups
{
    /// <summary>Finds out what is mounted.</summary>
    /// <exception cref="Failures.FailureException">FailedPrecondition: no cgroup file system is mounted.</exception>
    public static ICgroups Open(TimeProvider clock)
    {
        var mounts = CgroupMounts.Detect(MountInfoFile.ReadSelf());
        return mounts.Version == CgroupVersion.Unified
            ? new UnifiedCgroups(mounts.UnifiedMountPoint!, clock)
            : new LegacyCgroups(mounts, clock);
    }
}
