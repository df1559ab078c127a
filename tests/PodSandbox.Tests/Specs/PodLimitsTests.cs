using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class PodLimitsTests
{
    // The sum of the containers, the overhead; the files of version 1 and of version 2.
    [Theory]
    [InlineData("{}", "{}", "cpu.shares=1024 memory.limit_in_bytes=-1 cpu.cfs_period_us=100000 cpu.cfs_quota_us=-1", "cpu.weight=100 memory.max=max cpu.max=max 100000")]
    [InlineData(
        """{"cpu_shares":1024,"cpu_quota":50000,"cpu_period":100000,"memory_limit_in_bytes":1000}""",
        """{"cpu_shares":100,"cpu_quota":10000,"cpu_period":50000,"memory_limit_in_bytes":24}""",
        "memory.limit_in_bytes=1024 cpu.shares=1124 cpu.cfs_period_us=100000 cpu.cfs_quota_us=70000",
        "memory.max=1024 cpu.weight=43 cpu.max=70000 100000")]
    [InlineData("""{"cpu_shares":262144}""", """{"cpu_shares":2,"memory_limit_in_bytes":24}""", "memory.limit_in_bytes=-1 cpu.shares=262144 cpu.cfs_period_us=100000 cpu.cfs_quota_us=-1", "memory.max=max cpu.weight=10000 cpu.max=max 100000")]
    [InlineData("""{"cpu_shares":2,"cpu_quota":-1,"cpu_period":20000}""", """{"cpu_quota":10000}""", "memory.limit_in_bytes=-1 cpu.shares=2 cpu.cfs_period_us=20000 cpu.cfs_quota_us=-1", "memory.max=max cpu.weight=1 cpu.max=max 20000")]
    [InlineData("""{"cpu_shares":2,"memory_limit_in_bytes":"9223372036854775807"}""", """{"memory_limit_in_bytes":"9223372036854775807"}""", "memory.limit_in_bytes=9223372036854775807 cpu.shares=2 cpu.cfs_period_us=100000 cpu.cfs_quota_us=-1", "memory.max=9223372036854775807 cpu.weight=1 cpu.max=max 100000")]
    public void Of_SumAndOverhead_AreAdded(string resources, string overhead, string legacy, string unified)
    {
        Assert.Equal(legacy, Text(PodLimits.Of(Parse(resources), Parse(overhead), CgroupVersion.Hybrid)));
        Assert.Equal(unified, Text(PodLimits.Of(Parse(resources), Parse(overhead), CgroupVersion.Unified)));
    }

    [Fact]
    public void Of_NoSum_LimitsNothing() => Assert.Equal(
        "cpu.weight=100 memory.max=max cpu.max=max 100000", Text(PodLimits.Of(null, Parse("""{"memory_limit_in_bytes":24}"""), CgroupVersion.Unified)));

    private static string Text(IEnumerable<CgroupSetting> settings) => string.Join(' ', settings.Select(setting => $"{setting.File}={setting.Value}"));

    private static Cri.LinuxContainerResources Parse(string json) => Cri.LinuxContainerResources.Parser.ParseJson(json);
}
