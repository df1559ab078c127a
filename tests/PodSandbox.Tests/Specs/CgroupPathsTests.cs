using CriSharp.Failures;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class CgroupPathsTests
{
    // driver, what the client names, the pod's parent, the OCI path and the path in the tree of container c1
    [Theory]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "", "/crisharp/pods1", "/crisharp/pods1/c1", "/crisharp/pods1/c1")]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "/kubepods/burstable/podX", "/kubepods/burstable/podX", "/kubepods/burstable/podX/c1", "/kubepods/burstable/podX/c1")]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "kubepods//podX/", "/kubepods/podX", "/kubepods/podX/c1", "/kubepods/podX/c1")]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "/a.slice/b", "/a.slice/b", "/a.slice/b/c1", "/a.slice/b/c1")]
    [InlineData(Cri.CgroupDriver.Systemd, "", "/crisharp.slice/crisharp-pods1.slice", "crisharp-pods1.slice:crisharp:c1", "/crisharp.slice/crisharp-pods1.slice/crisharp-c1.scope")]
    [InlineData(Cri.CgroupDriver.Systemd, "kubepods-burstable-podX_1.slice", "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podX_1.slice", "kubepods-burstable-podX_1.slice:crisharp:c1", "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podX_1.slice/crisharp-c1.scope")]
    [InlineData(Cri.CgroupDriver.Systemd, "/kubepods.slice/kubepods-podX.slice", "/kubepods.slice/kubepods-podX.slice", "kubepods-podX.slice:crisharp:c1", "/kubepods.slice/kubepods-podX.slice/crisharp-c1.scope")]
    [InlineData(Cri.CgroupDriver.Systemd, "system.slice", "/system.slice", "system.slice:crisharp:c1", "/system.slice/crisharp-c1.scope")]
    public void PodParentAndContainer_OfBothDrivers_AreWhereTheRuntimesPutThem(Cri.CgroupDriver driver, string asked, string parent, string oci, string tree)
    {
        Assert.Equal(parent, CgroupPaths.PodParent(driver, asked, "s1"));
        Assert.Equal(new ContainerCgroup(oci, tree), CgroupPaths.Container(driver, parent, "c1"));
    }

    [Theory]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "/")]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "/kubepods/../..")]
    [InlineData(Cri.CgroupDriver.Cgroupfs, "/kube\npods")]
    [InlineData(Cri.CgroupDriver.Systemd, "/kubepods/burstable/podX")]
    [InlineData(Cri.CgroupDriver.Systemd, "-.slice")]
    [InlineData(Cri.CgroupDriver.Systemd, ".slice")]
    [InlineData(Cri.CgroupDriver.Systemd, "a--b.slice")]
    [InlineData(Cri.CgroupDriver.Systemd, "-a.slice")]
    [InlineData(Cri.CgroupDriver.Systemd, "a:b c.slice")]
    public void PodParent_WhatIsNoParent_IsRefused(Cri.CgroupDriver driver, string asked)
    {
        var error = Assert.Throws<FailureException>(() => CgroupPaths.PodParent(driver, asked, "s1"));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith("sandbox config linux.cgroup_parent ", error.Message, StringComparison.Ordinal);
    }
}
