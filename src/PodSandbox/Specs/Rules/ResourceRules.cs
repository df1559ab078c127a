using System.Text.RegularExpressions;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Security;
using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What limits must be like to be possible on this node; zero means not specified.</summary>
internal static partial class ResourceRules
{
    private const long HighestShares = 262144;
    private const long HighestPeriodMicroseconds = 1_000_000;
    private const long LowestPeriodMicroseconds = 1000; // also the lowest quota
    private const long HighestQuotaMicroseconds = (1L << 44) - 1; // max_cfs_runtime of the kernel
    private const int LongestList = 4095; // a write to cgroupfs is at most a page

    // The kernel's core files (cgroup.procs, cgroup.kill, …) are no limits, and would let a pod out of its cgroup.
    private static readonly HashSet<string> UnifiedControllers = ["cpu", "cpuset", "dmem", "hugetlb", "io", "memory", "misc", "pids", "rdma"];

    // Files that the kernel only tells things in, that it changes by itself, or that do something once: what they say cannot be put back.
    private static readonly HashSet<string> UnifiedNoLimits =
        ["capacity", "current", "effective", "events", "failcnt", "isolated", "local", "numa_stat", "peak", "pressure", "reclaim", "stat"];

    /// <summary>Checks the resources that are <paramref name="field"/> of the message that <paramref name="check"/> names.</summary>
    public static void Validate(ConfigCheck check, string field, Cri.LinuxContainerResources resources, NodeFacts node)
    {
        Cpu(check, field, resources);
        Memory(check, field, resources);
        check.Between($"{field}.oom_score_adj", resources.OomScoreAdj, -1000, 1000);
        HugePages(check, field, resources.HugepageLimits, node);
        Unified(check, field, resources.Unified, node);
    }

    private static void Cpu(ConfigCheck check, string field, Cri.LinuxContainerResources resources)
    {
        if (resources.CpuShares != 0)
        {
            check.Between($"{field}.cpu_shares", resources.CpuShares, 2, HighestShares);
        }

        if (resources.CpuPeriod != 0)
        {
            check.Between($"{field}.cpu_period", resources.CpuPeriod, LowestPeriodMicroseconds, HighestPeriodMicroseconds);
        }

        if (resources.CpuQuota is not (0 or -1))
        {
            check.Between($"{field}.cpu_quota", resources.CpuQuota, LowestPeriodMicroseconds, HighestQuotaMicroseconds);
        }

        NumberList(check, $"{field}.cpuset_cpus", resources.CpusetCpus);
        NumberList(check, $"{field}.cpuset_mems", resources.CpusetMems);
    }

    private static void Memory(ConfigCheck check, string field, Cri.LinuxContainerResources resources)
    {
        var (limit, swap) = (resources.MemoryLimitInBytes, resources.MemorySwapLimitInBytes);
        check.Between($"{field}.memory_limit_in_bytes", limit, 0, long.MaxValue);
        check.Between($"{field}.memory_swap_limit_in_bytes", swap, 0, long.MaxValue);
        check.Require(swap == 0 || limit > 0, $"{field}.memory_swap_limit_in_bytes", "needs memory_limit_in_bytes");
        check.Require(
            swap == 0 || swap >= limit, $"{field}.memory_swap_limit_in_bytes", "is memory and swap together, but below memory_limit_in_bytes");
    }

    private static void HugePages(ConfigCheck check, string resources, RepeatedField<Cri.HugepageLimit> limits, NodeFacts node)
    {
        for (var i = 0; i < limits.Count; i++)
        {
            var (field, size) = ($"{resources}.hugepage_limits[{i}]", limits[i].PageSize);
            check.Require(PageSize().IsMatch(size), $"{field}.page_size", $"\"{size}\" is not like 2MB or 1GB");
            check.Require(limits.Take(i).All(limit => limit.PageSize != size), $"{field}.page_size", $"\"{size}\" is there twice");
            check.Require(limits[i].Limit == 0 || node.HugetlbController, $"{field}.limit", "this node has no hugetlb controller");
            check.Require(limits[i].Limit <= long.MaxValue, $"{field}.limit", $"{limits[i].Limit} is more than the kernel counts");
        }
    }

    private static void Unified(ConfigCheck check, string field, MapField<string, string> unified, NodeFacts node)
    {
        foreach (var (file, value) in unified)
        {
            check.Require(UnifiedFile().IsMatch(file), $"{field}.unified", $"\"{file}\" is not the name of a cgroup file");
            check.Require(
                UnifiedControllers.Contains(file.Split('.')[0]), $"{field}.unified[{file}]", "is not the file of a controller that limits resources");
            check.Require(!file.Split('.').Any(UnifiedNoLimits.Contains), $"{field}.unified[{file}]", "is no limit: it tells, or is changed by the kernel itself");
            check.Require(
                node.CgroupVersion == CgroupVersion.Unified, $"{field}.unified[{file}]", "this node's cgroups are not version 2");
            check.Require(value.Length > 0 && !value.Contains('\0'), $"{field}.unified[{file}]", "is empty, or has a NUL byte in it");
        }
    }

    private static void NumberList(ConfigCheck check, string field, string list)
    {
        check.Require(list.Length == 0 || List().IsMatch(list), field, $"\"{list}\" is not a list like 0-3,7");
        check.Require(list.Length <= LongestList, field, $"is longer than {LongestList} characters");
        foreach (var range in list.Split(','))
        {
            check.Require(range.Split('-') is not [var first, var last] || int.Parse(first) <= int.Parse(last), field, $"{range} ends before it begins");
        }
    }

    [GeneratedRegex(@"^[0-9]{1,6}(-[0-9]{1,6})?(,[0-9]{1,6}(-[0-9]{1,6})?)*\z")]
    private static partial Regex List();

    [GeneratedRegex(@"^[1-9][0-9]{0,5}(KB|MB|GB)\z")]
    private static partial Regex PageSize();

    [GeneratedRegex(@"^[a-z0-9_]+(\.[a-zA-Z0-9_]+)+\z")]
    private static partial Regex UnifiedFile();
}
