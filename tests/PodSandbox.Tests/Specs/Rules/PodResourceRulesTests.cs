using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs.Rules;

public sealed class PodResourceRulesTests
{
    public static TheoryData<string, string> Impossible => new()
    {
        { """{"cpu_shares":1}""", "cpu_shares" },
        { """{"cpu_period":999}""", "cpu_period" },
        { """{"cpu_quota":-2}""", "cpu_quota" },
        { """{"memory_limit_in_bytes":-1}""", "memory_limit_in_bytes" },
        { """{"memory_swap_limit_in_bytes":1}""", "memory_swap_limit_in_bytes" },
        { """{"oom_score_adj":1001}""", "oom_score_adj" },
        { """{"cpuset_cpus":"2-1"}""", "cpuset_cpus" },
        { """{"hugepage_limits":[{"page_size":"x"}]}""", "hugepage_limits[0].page_size" },
        { """{"unified":{"cgroup.procs":"1"}}""", "unified[cgroup.procs]" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Validate_ImpossibleSandbox_IsRefusedNamingTheField(string json, string field)
    {
        var resources = Cri.LinuxContainerResources.Parser.ParseJson(json);

        AssertRefused($"sandbox config linux.overhead.{field}: ", () => PodResourceRules.Validate(new() { Overhead = resources }, TestNode.Ordinary));
        AssertRefused($"sandbox config linux.resources.{field}: ", () => PodResourceRules.Validate(new() { Resources = resources }, TestNode.Ordinary));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Validate_ImpossibleUpdate_IsRefusedNamingTheField(string json, string field)
    {
        var resources = Cri.LinuxContainerResources.Parser.ParseJson(json);

        AssertRefused($"pod sandbox update overhead.{field}: ", () => PodResourceRules.Validate(resources, null, TestNode.Ordinary));
        AssertRefused($"pod sandbox update resources.{field}: ", () => PodResourceRules.Validate(null, resources, TestNode.Ordinary));
    }

    [Fact]
    public void Validate_NothingSaid_Passes()
    {
        PodResourceRules.Validate(null, TestNode.Ordinary);
        PodResourceRules.Validate(new Cri.LinuxPodSandboxConfig(), TestNode.Ordinary);
        PodResourceRules.Validate(null, null, TestNode.Ordinary);
        PodResourceRules.Validate(new(), new() { CpuShares = 2, CpuQuota = -1 }, TestNode.Ordinary);
    }

    private static void AssertRefused(string message, Action validate)
    {
        var error = Assert.Throws<FailureException>(validate);

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
