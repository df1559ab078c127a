using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerClampsTests
{
    private static readonly NodeFacts Restricted = TestNode.Restricted with
    {
        Description = TestNode.Restricted.Description with { HardLimits = new Dictionary<string, ulong> { ["RLIMIT_CORE"] = 5 } },
        Defaults = new ContainerDefaults { Limits = [new PosixRlimit("RLIMIT_CORE", 100, 50), new PosixRlimit("RLIMIT_NPROC", 100, 50)] },
    };

    [Theory]
    [InlineData("""{"linux":{"resources":{"oom_score_adj":-998}}}""", "oom_score_adj -998 100")]
    [InlineData("{}", "oom_score_adj 0 100")]
    [InlineData("""{"linux":{"resources":{"oom_score_adj":500}}}""", null)]
    public void Of_OomScoreAdj_TellsAskedAndGiven(string config, string? expected) =>
        Assert.Equal(expected, Told(config, Restricted).SingleOrDefault(line => line.StartsWith("oom", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"linux":{"security_context":{"capabilities":{"add_capabilities":["SYS_RESOURCE"]}}}}""", true)]
    [InlineData("""{"linux":{"security_context":{"capabilities":{"add_capabilities":["ALL"]}}}}""", true)]
    [InlineData("""{"linux":{"security_context":{"capabilities":{"add_capabilities":["NET_ADMIN"]}}}}""", false)]
    [InlineData("""{"linux":{"security_context":{"privileged":true}}}""", true)]
    [InlineData("{}", false)]
    public void Of_Capabilities_NamesTheMissing(string config, bool isTold)
    {
        var line = Told(config, Restricted).SingleOrDefault(line => line.StartsWith("capabilities", StringComparison.Ordinal));

        Assert.Equal(isTold, line?.EndsWith(" all but CAP_SYS_RESOURCE", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Of_Limits_TellsThoseAboveTheDaemonsOwn() => Assert.Equal(
        ["RLIMIT_NOFILE 1024:524288 1024:20000", "RLIMIT_CORE 50:100 5:5"],
        Told("{}", Restricted).Where(line => line.StartsWith("RLIMIT", StringComparison.Ordinal)));

    [Fact]
    public void Of_NodeWithEveryRight_IsNothing() => Assert.Empty(Told(
        """{"linux":{"security_context":{"privileged":true},"resources":{"oom_score_adj":-1000}}}""",
        TestNode.Ordinary with { Defaults = Restricted.Defaults }));

    private static List<string> Told(string config, NodeFacts node)
    {
        var input = TestInput.Of(config) with { Node = node };
        return [.. ContainerClamps.Of(input, ContainerSpec.Build(input)).Select(clamp => $"{clamp.Kind} {clamp.Asked} {clamp.Given}")];
    }
}
