using System.Text.Json;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

public sealed class CgroupSettingsTests
{
    // Limits as in config.json; the files of version 1 and of version 2.
    [Theory]
    [InlineData("{}", "", "")]
    [InlineData("""{"memory":{"limit":4096}}""", "memory/memory.limit_in_bytes=4096", "memory/memory.max=4096")]
    [InlineData("""{"memory":{"limit":-1,"swap":-1}}""", "memory/memory.limit_in_bytes=-1 memory/memory.memsw.limit_in_bytes=-1", "memory/memory.max=max memory/memory.swap.max=max")]
    [InlineData("""{"memory":{"limit":4096,"swap":4096}}""", "memory/memory.limit_in_bytes=4096 memory/memory.memsw.limit_in_bytes=4096", "memory/memory.max=4096 memory/memory.swap.max=0")]
    [InlineData("""{"memory":{"limit":4096,"swap":12288}}""", "memory/memory.limit_in_bytes=4096 memory/memory.memsw.limit_in_bytes=12288", "memory/memory.max=4096 memory/memory.swap.max=8192")]
    [InlineData("""{"cpu":{"shares":2}}""", "cpu/cpu.shares=2", "cpu/cpu.weight=1")]
    [InlineData("""{"cpu":{"shares":1024}}""", "cpu/cpu.shares=1024", "cpu/cpu.weight=39")]
    [InlineData("""{"cpu":{"shares":262144}}""", "cpu/cpu.shares=262144", "cpu/cpu.weight=10000")]
    [InlineData("""{"cpu":{"quota":5000,"period":20000}}""", "cpu/cpu.cfs_period_us=20000 cpu/cpu.cfs_quota_us=5000", "cpu/cpu.max=5000 20000")]
    [InlineData("""{"cpu":{"quota":-1}}""", "cpu/cpu.cfs_quota_us=-1", "cpu/cpu.max=max 100000")]
    [InlineData("""{"cpu":{"period":20000}}""", "cpu/cpu.cfs_period_us=20000", "cpu/cpu.max=max 20000")]
    [InlineData("""{"cpu":{"cpus":"0-1","mems":"0"}}""", "cpuset/cpuset.cpus=0-1 cpuset/cpuset.mems=0", "cpuset/cpuset.cpus=0-1 cpuset/cpuset.mems=0")]
    [InlineData("""{"pids":{"limit":10}}""", "pids/pids.max=10", "pids/pids.max=10")]
    [InlineData("""{"pids":{"limit":-1}}""", "pids/pids.max=max", "pids/pids.max=max")]
    [InlineData("""{"hugepageLimits":[{"pageSize":"2MB","limit":0},{"pageSize":"1GB","limit":18446744073709551615}]}""",
        "hugetlb/hugetlb.2MB.limit_in_bytes=0 hugetlb/hugetlb.1GB.limit_in_bytes=18446744073709551615",
        "hugetlb/hugetlb.2MB.max=0 hugetlb/hugetlb.1GB.max=18446744073709551615")]
    [InlineData("""{"memory":{"limit":4096},"unified":{"memory.max":"8192","io.weight":"default 50"}}""", "memory/memory.limit_in_bytes=4096", "memory/memory.max=8192 io/io.weight=default 50")]
    public void Of_Limits_AreFiles(string limits, string legacy, string unified)
    {
        var resources = JsonSerializer.Deserialize(limits, SpecJson.Compact.LinuxResources)!;

        Assert.Equal(legacy, Text(CgroupSettings.Of(resources, CgroupVersion.Hybrid)));
        Assert.Equal(legacy, Text(CgroupSettings.Of(resources, CgroupVersion.Legacy)));
        Assert.Equal(unified, Text(CgroupSettings.Of(resources, CgroupVersion.Unified)));
    }

    // File, written, shown, the same.
    [Theory]
    [InlineData("memory.limit_in_bytes", "8192", "8192", true)]
    [InlineData("memory.limit_in_bytes", "8193", "8192", true)]
    [InlineData("memory.limit_in_bytes", "12288", "8192", false)]
    [InlineData("memory.limit_in_bytes", "-1", "9223372036854771712", true)]
    [InlineData("memory.limit_in_bytes", "-1", "8192", false)]
    [InlineData("memory.max", "max", "max", true)]
    [InlineData("memory.max", "8192", "max", false)]
    [InlineData("hugetlb.2MB.limit_in_bytes", "4194305", "4194304", true)]
    [InlineData("hugetlb.2MB.max", "2097151", "0", true)]
    [InlineData("hugetlb.1GB.max", "1073741824", "0", false)]
    [InlineData("cpu.cfs_quota_us", "-1", "-1", true)]
    [InlineData("cpu.cfs_quota_us", "5000", "-1", false)]
    [InlineData("cpu.max", "5000 10000", "5000 10000", true)]
    [InlineData("cpu.max", "max 10000", "5000 10000", false)]
    [InlineData("cpuset.cpus", "0,1,2,5", "0-2,5", true)]
    [InlineData("cpuset.cpus", "5,0-1,1-2", "0-2,5", true)]
    [InlineData("cpuset.cpus", "0", "0-1", false)]
    [InlineData("cpuset.cpus", "0", "", false)]
    [InlineData("cpuset.cpus", "x", "0", false)]
    [InlineData("pids.max", "10", "10", true)]
    [InlineData("pids.max", "max", "10", false)]
    public void IsSame_AsTheKernelShows(string file, string asked, string shown, bool expected) => Assert.Equal(expected, CgroupValue.IsSame(file, asked, shown));

    private static string Text(IEnumerable<CgroupSetting> settings) =>
        string.Join(' ', settings.Select(setting => $"{setting.Controller}/{setting.File}={setting.Value}"));
}
