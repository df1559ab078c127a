using System.Text.Json;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerLimitsTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"cpu_shares":2}""", """{"cpu":{"shares":2}}""")]
    [InlineData("""{"cpu_quota":-1}""", """{"cpu":{"quota":-1}}""")]
    [InlineData("""{"cpu_quota":5000,"cpu_period":10000}""", """{"cpu":{"quota":5000,"period":10000}}""")]
    [InlineData("""{"cpuset_cpus":"0-1","cpuset_mems":"0"}""", """{"cpu":{"cpus":"0-1","mems":"0"}}""")]
    [InlineData("""{"memory_limit_in_bytes":1000}""", """{"memory":{"limit":1000,"swap":1000}}""")]
    [InlineData("""{"memory_limit_in_bytes":1000,"memory_swap_limit_in_bytes":3000}""", """{"memory":{"limit":1000,"swap":3000}}""")]
    [InlineData("""{"memory_limit_in_bytes":1000,"unified":{"memory.swap.max":"7"}}""", """{"memory":{"limit":1000},"unified":{"memory.swap.max":"7"}}""")]
    [InlineData("""{"unified":{"memory.low":"2","memory.high":"1"}}""", """{"unified":{"memory.high":"1","memory.low":"2"}}""")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB","limit":4194304}]}""", """{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}""")]
    public void Build_WhatIsGiven_IsSet(string asked, string expected) =>
        Assert.Equal(expected, Json(ContainerLimits.Build(Cri.LinuxContainerResources.Parser.ParseJson(asked), TestNode.Ordinary)));

    [Fact]
    public void Build_NodeWithoutControllers_HasNoSwapOrHugePages()
    {
        var asked = Cri.LinuxContainerResources.Parser.ParseJson("""{"memory_limit_in_bytes":1000,"hugepage_limits":[{"page_size":"2MB"}]}""");

        Assert.Equal("""{"memory":{"limit":1000}}""", Json(ContainerLimits.Build(asked, TestNode.Restricted)));
    }

    [Fact]
    public void Build_DefaultPidsLimit_HoldsWithAndWithoutResources()
    {
        var node = TestNode.Ordinary with { DefaultPidsLimit = 4096 };

        Assert.Equal("""{"pids":{"limit":4096}}""", Json(ContainerLimits.Build(null, node)));
        Assert.Equal("""{"cpu":{"shares":2},"pids":{"limit":4096}}""", Json(ContainerLimits.Build(new Cri.LinuxContainerResources { CpuShares = 2 }, node)));
    }

    [Fact]
    public void Build_QuotaOfNone_IsNotToldToAnOciRuntimeOnVersion1()
    {
        var asked = Cri.LinuxContainerResources.Parser.ParseJson("""{"cpu_quota":-1,"cpu_period":10000}""");

        Assert.Equal("""{"cpu":{"quota":-1,"period":10000}}""", Json(ContainerLimits.ForOciRuntime(ContainerLimits.Build(asked, TestNode.Ordinary), TestNode.Ordinary)));
        Assert.Equal("""{"cpu":{"period":10000}}""", Json(ContainerLimits.ForOciRuntime(ContainerLimits.Build(asked, TestNode.Restricted), TestNode.Restricted)));
    }

    // Whole configurations: one with the resources from the beginning, one that gets them later.
    [Theory]
    [InlineData("{}", """{"cpu_shares":2,"memory_limit_in_bytes":1000,"oom_score_adj":-5}""")]
    [InlineData("""{"cpu_shares":2,"memory_limit_in_bytes":1000,"oom_score_adj":-5,"unified":{"memory.high":"1"}}""", "{}")]
    [InlineData("""{"cpu_quota":5000}""", """{"cpu_quota":-1,"hugepage_limits":[{"page_size":"2MB"}]}""")]
    public void Change_OtherResources_IsWhatBuildMakesOfThem(string before, string after)
    {
        foreach (var node in new[] { TestNode.Ordinary with { DefaultPidsLimit = 7 }, TestNode.Restricted })
        {
            var changed = ContainerLimits.Change(BuildOn(node, before), Cri.LinuxContainerResources.Parser.ParseJson(after), node);

            Assert.Equal(BuildOn(node, after).ToJson(), changed.ToJson());
        }

        static Spec BuildOn(CriSharp.Runtime.Security.NodeFacts node, string resources) =>
            ContainerSpec.Build(TestInput.Of(TestInput.InResources(resources)) with { Node = node });
    }

    // Limits before and of the update; what puts them back.
    [Theory]
    [InlineData("{}", """{"cpu_shares":2}""", """{"cpu":{"shares":1024}}""")]
    [InlineData("{}", """{"memory_limit_in_bytes":1000}""", """{"memory":{"limit":-1,"swap":-1}}""")]
    [InlineData("{}", """{"cpu_quota":5000,"cpu_period":10000,"cpuset_cpus":"0"}""", """{"cpu":{"quota":-1,"period":100000}}""")]
    [InlineData("""{"cpu_shares":2,"memory_limit_in_bytes":1000}""", """{"memory_limit_in_bytes":2000}""", """{"memory":{"limit":1000,"swap":1000}}""")]
    [InlineData("""{"cpuset_cpus":"0-1","cpu_quota":7000}""", """{"cpuset_cpus":"0","cpu_quota":-1}""", """{"cpu":{"quota":7000,"cpus":"0-1"}}""")]
    public void PutBack_LimitsThatWereNotSet_AreNone(string before, string update, string expected) => Assert.Equal(
        expected,
        Json(UpdateLimits.PutBack(
            ContainerLimits.Build(Cri.LinuxContainerResources.Parser.ParseJson(before), TestNode.Ordinary),
            ContainerLimits.Build(Cri.LinuxContainerResources.Parser.ParseJson(update), TestNode.Ordinary))));

    // The value asked for, the node's own and whether it may go below; the value set.
    [Theory]
    [InlineData(-999, 0, true, -999)]
    [InlineData(-999, 0, false, 0)]
    [InlineData(-999, -500, false, -500)]
    [InlineData(985, 0, false, 985)]
    [InlineData(0, -999, true, 0)]
    public void OomScoreAdj_BelowTheDaemons_IsClampedWithoutTheRight(int asked, int own, bool mayLower, int expected)
    {
        var input = TestInput.Of(new Cri.ContainerConfig(TestInput.Container()) { Linux = new() { Resources = new() { OomScoreAdj = asked } } });
        var node = TestNode.Ordinary with
        {
            Description = TestNode.Ordinary.Description with { OomScoreAdj = own, MayLowerOomScoreAdj = mayLower },
        };

        Assert.Equal(expected, ContainerSpec.Build(input with { Node = node }).Process.OomScoreAdj);
    }

    private static string Json(LinuxResources limits)
    {
        var any = TestInput.Build("{}");
        using var spec = JsonDocument.Parse((any with { Linux = any.Linux with { Resources = limits } }).ToJson());
        var parts = spec.RootElement.GetProperty("linux").GetProperty("resources").EnumerateObject().Where(part => part.Name != "devices");
        return $"{{{string.Join(',', parts.Select(part => $"\"{part.Name}\":{part.Value.GetRawText()}"))}}}";
    }
}
