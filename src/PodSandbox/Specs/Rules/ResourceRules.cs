using System.Text.RegularExpressions;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Security;
using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What limits must be like to be possible on this node; zero means not specified.</summary>
internal static partial class ResourceRules
{
    private const string Resources = "linux.resources";
    private const long HighestShares = 262144;
    private const long HighestPeriodMicroseconds = 1_000_000;
    private const long LowestPeriodMicroseconds = 1000; // also the lowest quota

    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(Cri.LinuxContainerResources resources, NodeFacts node)
    {
        Cpu(resources);
        Memory(resources);
        Check.Between($"{Resources}.oom_score_adj", resources.OomScoreAdj, -1000, 1000);
        HugePages(resources.HugepageLimits, node);
        Unified(resources.Unified, node);
    }

    private static void Cpu(Cri.LinuxContainerResources resources)
    {
        if (resources.CpuShares != 0)
        {
            Check.Between($"{Resources}.cpu_shares", resources.CpuShares, 2, HighestShares);
        }

        if (resources.CpuPeriod != 0)
        {
            Check.Between($"{Resources}.cpu_period", resources.CpuPeriod, LowestPeriodMicroseconds, HighestPeriodMicroseconds);
        }

        if (resources.CpuQuota is not (0 or -1))
        {
            Check.Between($"{Resources}.cpu_quota", resources.CpuQuota, LowestPeriodMicroseconds, long.MaxValue);
        }

        NumberList($"{Resources}.cpuset_cpus", resources.CpusetCpus);
        NumberList($"{Resources}.cpuset_mems", resources.CpusetMems);
    }

    private static void Memory(Cri.LinuxContainerResources resources)
    {
        var (limit, swap) = (resources.MemoryLimitInBytes, resources.MemorySwapLimitInBytes);
        Check.Between($"{Resources}.memory_limit_in_bytes", limit, 0, long.MaxValue);
        Check.Between($"{Resources}.memory_swap_limit_in_bytes", swap, 0, long.MaxValue);
        Check.Require(swap == 0 || limit > 0, $"{Resources}.memory_swap_limit_in_bytes", "needs memory_limit_in_bytes");
        Check.Require(
            swap == 0 || swap >= limit, $"{Resources}.memory_swap_limit_in_bytes", "is memory and swap together, but below memory_limit_in_bytes");
    }

    private static void HugePages(RepeatedField<Cri.HugepageLimit> limits, NodeFacts node)
    {
        for (var i = 0; i < limits.Count; i++)
        {
            var field = $"{Resources}.hugepage_limits[{i}]";
            Check.Require(PageSize().IsMatch(limits[i].PageSize), $"{field}.page_size", $"\"{limits[i].PageSize}\" is not like 2MB or 1GB");
            Check.Require(limits[i].Limit == 0 || node.HugetlbController, $"{field}.limit", "this node has no hugetlb controller");
        }
    }

    private static void Unified(MapField<string, string> unified, NodeFacts node)
    {
        Check.Require(
            unified.Count == 0 || node.CgroupVersion == CgroupVersion.Unified, $"{Resources}.unified", "this node's cgroups are not version 2");
        foreach (var (file, value) in unified)
        {
            Check.Require(UnifiedFile().IsMatch(file), $"{Resources}.unified", $"\"{file}\" is not the name of a cgroup file");
            Check.Require(!value.Contains('\0'), $"{Resources}.unified[{file}]", "has a NUL byte in it");
        }
    }

    private static void NumberList(string field, string list) =>
        Check.Require(list.Length == 0 || List().IsMatch(list), field, $"\"{list}\" is not a list like 0-3,7");

    [GeneratedRegex(@"^[0-9]{1,6}(-[0-9]{1,6})?(,[0-9]{1,6}(-[0-9]{1,6})?)*\z")]
    private static partial Regex List();

    [GeneratedRegex(@"^[1-9][0-9]{0,5}(KB|MB|GB)\z")]
    private static partial Regex PageSize();

    [GeneratedRegex(@"^[a-z0-9_]+(\.[a-zA-Z0-9_]+)+\z")]
    private static partial Regex UnifiedFile();
}
