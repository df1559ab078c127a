using System.Text;
using CriSharp.Failures;
using CriSharp.Linux.Mounts;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

public sealed class CgroupMountsTests
{
    [Fact]
    public void Detect_SystemdNode_IsUnified()
    {
        var mounts = Detect("30 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot");

        Assert.Equal((CgroupVersion.Unified, "/sys/fs/cgroup"), (mounts.Version, mounts.UnifiedMountPoint));
        Assert.Empty(mounts.Hierarchies);
    }

    [Fact]
    public void Detect_NamedHierarchyBesideTheUnifiedTree_IsUnifiedStill()
    {
        var mounts = Detect(
            "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
            "31 24 0:27 / /run/old/systemd rw - cgroup cgroup rw,xattr,name=systemd");

        Assert.Equal(CgroupVersion.Unified, mounts.Version);
    }

    [Fact]
    public void Detect_ControllersAndTreeBesideThem_IsHybrid()
    {
        var mounts = Detect(
            "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
            "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
            "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,release_agent=/lib/agent,name=systemd",
            "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");

        Assert.Equal((CgroupVersion.Hybrid, "/sys/fs/cgroup/unified"), (mounts.Version, mounts.UnifiedMountPoint));
        Assert.Equal(
            ["/sys/fs/cgroup/cpu,cpuacct: cpu cpuacct", "/sys/fs/cgroup/memory: memory", "/sys/fs/cgroup/systemd: name=systemd"],
            mounts.Hierarchies.Select(hierarchy => $"{hierarchy.MountPoint}: {string.Join(' ', hierarchy.Controllers)}"));
    }

    [Fact]
    public void Detect_ControllersOnly_IsLegacy() =>
        Assert.Equal(CgroupVersion.Legacy, Detect("35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory").Version);

    [Fact]
    public void Detect_SecondMountOfATreeAndAContainersView_AreNotCounted()
    {
        var mounts = Detect(
            "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
            "80 31 0:32 / /srv/chroot/sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
            "81 31 0:33 /kubepods/pod1 /var/lib/x/sys/fs/cgroup/pids rw - cgroup cgroup rw,pids");

        Assert.Equal("/sys/fs/cgroup/memory", Assert.Single(mounts.Hierarchies).MountPoint);
    }

    [Fact]
    public void Detect_NothingMounted_IsRefused()
    {
        var error = Assert.Throws<FailureException>(() => Detect("22 27 0:21 / /proc rw - proc proc rw"));

        Assert.Equal(FailureKind.FailedPrecondition, error.Kind);
    }

    private static CgroupMounts Detect(params string[] lines) => CgroupMounts.Detect(MountInfo.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
