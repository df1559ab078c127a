using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Limits;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.Security;

namespace CriSharp.Tests.PodSandbox.Specs;

/// <summary>Nodes to build configurations for.</summary>
internal static class TestNode
{
    /// <summary>What production nodes are: every right, cgroup v2, all controllers.</summary>
    public static NodeFacts Ordinary { get; } = new()
    {
        Description = new NodeDescription
        {
            BootId = "boot",
            KernelRelease = "6.12.1-test",
            OsName = "Test",
            Hostname = "node-1",
            CpuCount = 2,
            MemoryBytes = 1 << 30,
            BoundingCapabilities = new CapabilitySet((1UL << CapabilitySet.AllNames.Count) - 1),
            OomScoreAdj = -999,
            MayLowerOomScoreAdj = true,
            OpenFilesLimit = new ResourceLimit(1024, 1048576),
            MayRaiseLimits = true,
            AppArmor = false,
            SeLinux = false,
        },
        CgroupVersion = CgroupVersion.Unified,
        SwapController = true,
        HugetlbController = true,
        Architecture = "amd64",
    };

    /// <summary>Version 1 cgroups and no CAP_SYS_RESOURCE: nothing can be raised.</summary>
    public static NodeFacts Restricted { get; } = Ordinary with
    {
        Description = Ordinary.Description with
        {
            BoundingCapabilities = new CapabilitySet(((1UL << CapabilitySet.AllNames.Count) - 1) & ~(1UL << 24)), // CAP_SYS_RESOURCE
            OomScoreAdj = 100,
            MayLowerOomScoreAdj = false,
            OpenFilesLimit = new ResourceLimit(1024, 20000),
            MayRaiseLimits = false,
        },
        CgroupVersion = CgroupVersion.Hybrid,
        SwapController = false,
        HugetlbController = false,
    };

    /// <summary>With AppArmor and SELinux, which no real node has together.</summary>
    public static NodeFacts Confining { get; } = Ordinary with
    {
        Description = Ordinary.Description with { AppArmor = true, SeLinux = true },
    };
}
