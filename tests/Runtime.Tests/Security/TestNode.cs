using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Limits;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.Security;

namespace CriSharp.Tests.Runtime.Security;

/// <summary>An ordinary node: every capability, cgroup v2, all controllers.</summary>
internal static class TestNode
{
    public static NodeDescription Description { get; } = new()
    {
        BootId = "boot",
        KernelRelease = "6.12.1-test",
        OsName = "Test",
        Hostname = "node",
        CpuCount = 2,
        MemoryBytes = 1 << 30,
        BoundingCapabilities = new CapabilitySet((1UL << CapabilitySet.AllNames.Count) - 1),
        OomScoreAdj = 0,
        MayLowerOomScoreAdj = true,
        OpenFilesLimit = new ResourceLimit(1024, 20000),
        MayRaiseLimits = true,
        AppArmor = false,
        SeLinux = false,
    };

    public static NodeFacts Facts { get; } = new()
    {
        Description = Description,
        CgroupVersion = CgroupVersion.Unified,
        SwapController = true,
        HugetlbController = true,
        Architecture = "amd64",
    };
}
