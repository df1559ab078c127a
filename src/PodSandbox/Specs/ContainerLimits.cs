using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The limits of a container's cgroup; what the configuration leaves at zero stays as the kernel has it.</summary>
internal static class ContainerLimits
{
    private const string UnifiedSwapLimit = "memory.swap.max";

    public static LinuxResources Build(Cri.LinuxContainerResources? resources, NodeFacts node)
    {
        var limits = new LinuxResources { Pids = node.DefaultPidsLimit is { } pids ? new LinuxPids(pids) : null };
        return resources is null ? limits : limits with
        {
            Cpu = Cpu(resources),
            Memory = Memory(resources, node),
            HugepageLimits = HugePages(resources, node),
            Unified = resources.Unified.Count > 0 ? new SortedDictionary<string, string>(resources.Unified, StringComparer.Ordinal) : null,
        };
    }

    /// <summary>
    /// What an OCI runtime is told. On version 1 that is not a quota of -1, which crun 1.8 writes as a number that the kernel refuses: a new
    /// cgroup has no quota, and an update writes the file itself.
    /// </summary>
    public static LinuxResources ForOciRuntime(LinuxResources limits, NodeFacts node) =>
        node.CgroupVersion != CgroupVersion.Unified && limits.Cpu is { Quota: < 0 } cpu ? limits with { Cpu = cpu with { Quota = null } } : limits;

    /// <summary>A container's configuration with other resources, as <see cref="ContainerSpec.Build"/> would have made it with them.</summary>
    public static Spec Change(Spec spec, Cri.LinuxContainerResources resources, NodeFacts node) => spec with
    {
        Process = spec.Process with { OomScoreAdj = OomScoreAdjustment.Of(resources, node) },
        Linux = spec.Linux with
        {
            Resources = ForOciRuntime(Build(resources, node), node) with
            {
                Devices = spec.Linux.Resources.Devices,
                Pids = spec.Linux.Resources.Pids,
            },
        },
    };

    private static LinuxCpu? Cpu(Cri.LinuxContainerResources resources)
    {
        var cpu = new LinuxCpu
        {
            Shares = resources.CpuShares > 0 ? (ulong)resources.CpuShares : null,
            Quota = resources.CpuQuota != 0 ? resources.CpuQuota : null,
            Period = resources.CpuPeriod > 0 ? (ulong)resources.CpuPeriod : null,
            Cpus = resources.CpusetCpus.Length > 0 ? resources.CpusetCpus : null,
            Mems = resources.CpusetMems.Length > 0 ? resources.CpusetMems : null,
        };
        return cpu == new LinuxCpu() ? null : cpu;
    }

    // No word about swap means none, where that can be said at all; the unified map may say more.
    private static LinuxMemory? Memory(Cri.LinuxContainerResources resources, NodeFacts node)
    {
        if (resources.MemoryLimitInBytes == 0)
        {
            return null;
        }

        var swap = resources.MemorySwapLimitInBytes > 0 ? resources.MemorySwapLimitInBytes : resources.MemoryLimitInBytes;
        var setsSwap = node.SwapController && !resources.Unified.ContainsKey(UnifiedSwapLimit);
        return new LinuxMemory { Limit = resources.MemoryLimitInBytes, Swap = setsSwap ? swap : null };
    }

    // The kubelet names every page size the node has with limit 0: on a node without the controller there is nothing to limit.
    private static List<LinuxHugepageLimit>? HugePages(Cri.LinuxContainerResources resources, NodeFacts node) =>
        node.HugetlbController && resources.HugepageLimits.Count > 0
            ? [.. resources.HugepageLimits.Select(limit => new LinuxHugepageLimit(limit.PageSize, limit.Limit))]
            : null;
}
