using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The limits of a pod's cgroup that is ours to make, where a kubelet sets them in the one it makes itself; pure.</summary>
internal static class PodLimits
{
    private const long NoLimit = -1;
    private const long HighestShares = 262144;
    private const long DefaultPeriodMicroseconds = 100_000;

    // What the kernel gives a new group.
    private static readonly CgroupSetting DefaultShares = new("cpu", "cpu.shares", "1024");
    private static readonly CgroupSetting DefaultWeight = new("cpu", "cpu.weight", "100");

    /// <summary>
    /// The containers' sum and the overhead together. What the sum does not limit, or all if there is none, has no limit, whatever the overhead.
    /// </summary>
    public static IReadOnlyList<CgroupSetting> Of(
        Cri.LinuxContainerResources? resources, Cri.LinuxContainerResources? overhead, CgroupVersion version)
    {
        var sum = SumOf(resources ?? new Cri.LinuxContainerResources(), overhead ?? new Cri.LinuxContainerResources());
        var settings = CgroupSettings.Of(sum, version);
        return sum.Cpu!.Shares is null ? [version == CgroupVersion.Unified ? DefaultWeight : DefaultShares, .. settings] : settings;
    }

    private static LinuxResources SumOf(Cri.LinuxContainerResources resources, Cri.LinuxContainerResources overhead)
    {
        var period = PeriodOf(resources);
        return new LinuxResources
        {
            Memory = new LinuxMemory { Limit = Sum(resources.MemoryLimitInBytes, overhead.MemoryLimitInBytes) },
            Cpu = new LinuxCpu
            {
                Shares = resources.CpuShares > 0 ? (ulong)Math.Min(resources.CpuShares + overhead.CpuShares, HighestShares) : null,
                Period = (ulong)period,
                Quota = Sum(resources.CpuQuota, QuotaWithin(overhead, period)),
            },
        };
    }

    private static long Sum(long limit, long more) => limit <= 0 ? NoLimit : (long)Math.Min((ulong)limit + (ulong)more, long.MaxValue);

    // The same share of a CPU in periods of another length.
    private static long QuotaWithin(Cri.LinuxContainerResources overhead, long period) =>
        overhead.CpuQuota > 0 ? (long)((decimal)overhead.CpuQuota * period / PeriodOf(overhead)) : 0;

    private static long PeriodOf(Cri.LinuxContainerResources resources) => resources.CpuPeriod > 0 ? resources.CpuPeriod : DefaultPeriodMicroseconds;
}
