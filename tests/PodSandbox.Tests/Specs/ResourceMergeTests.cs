using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ResourceMergeTests
{
    // In force, update, the whole.
    [Theory]
    [InlineData("{}", "{}", "{ }")]
    [InlineData("""{"cpu_shares":2}""", "{}", """{ "cpuShares": "2" }""")]
    [InlineData("{}", """{"cpu_shares":2}""", """{ "cpuShares": "2" }""")]
    [InlineData("""{"cpu_shares":2,"cpu_quota":5000,"cpu_period":10000}""", """{"cpu_quota":-1}""", """{ "cpuPeriod": "10000", "cpuQuota": "-1", "cpuShares": "2" }""")]
    [InlineData("""{"cpuset_cpus":"0-1","cpuset_mems":"0"}""", """{"cpuset_cpus":"1"}""", """{ "cpusetCpus": "1", "cpusetMems": "0" }""")]
    [InlineData("""{"oom_score_adj":985}""", """{"oom_score_adj":-5}""", """{ "oomScoreAdj": "-5" }""")]
    [InlineData("""{"memory_limit_in_bytes":10}""", """{"memory_limit_in_bytes":20}""", """{ "memoryLimitInBytes": "20" }""")]
    [InlineData("""{"memory_limit_in_bytes":10,"memory_swap_limit_in_bytes":10}""", """{"memory_limit_in_bytes":20}""", """{ "memoryLimitInBytes": "20", "memorySwapLimitInBytes": "20" }""")]
    [InlineData("""{"memory_limit_in_bytes":10,"memory_swap_limit_in_bytes":30}""", """{"memory_limit_in_bytes":20}""", """{ "memoryLimitInBytes": "20", "memorySwapLimitInBytes": "30" }""")]
    [InlineData("""{"memory_limit_in_bytes":10,"memory_swap_limit_in_bytes":10}""", """{"memory_limit_in_bytes":20,"memory_swap_limit_in_bytes":50}""", """{ "memoryLimitInBytes": "20", "memorySwapLimitInBytes": "50" }""")]
    [InlineData("""{"memory_limit_in_bytes":10}""", """{"memory_swap_limit_in_bytes":50}""", """{ "memoryLimitInBytes": "10", "memorySwapLimitInBytes": "50" }""")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB","limit":4},{"page_size":"1GB"}]}""", """{"hugepage_limits":[{"page_size":"64KB","limit":1},{"page_size":"2MB"}]}""", """{ "hugepageLimits": [ { "pageSize": "2MB" }, { "pageSize": "1GB" }, { "pageSize": "64KB", "limit": "1" } ] }""")]
    [InlineData("""{"unified":{"memory.high":"1","memory.low":"2"}}""", """{"unified":{"memory.high":"3"}}""", """{ "unified": { "memory.high": "3", "memory.low": "2" } }""")]
    public void Merge_Update_ChangesWhatItSays(string inForce, string update, string whole)
    {
        var before = Parse(inForce);

        Assert.Equal(whole, ResourceMerge.Merge(before, Parse(update)).ToString());
        Assert.Equal(Parse(inForce), before);
    }

    [Fact]
    public void Merge_NothingInForce_IsTheUpdate() => Assert.Equal("""{ "cpuShares": "2" }""", ResourceMerge.Merge(null, Parse("""{"cpu_shares":2}""")).ToString());

    private static Cri.LinuxContainerResources Parse(string json) => Cri.LinuxContainerResources.Parser.ParseJson(json);
}
