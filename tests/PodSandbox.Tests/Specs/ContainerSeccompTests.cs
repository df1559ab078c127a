using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerSeccompTests
{
    private static readonly SeccompProfile Local = new() { DefaultAction = "SCMP_ACT_LOG" };

    // security context, and the default action of the filter; none if empty
    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"seccomp":{}}""", "SCMP_ACT_ERRNO")]
    [InlineData("""{"seccomp":{"profile_type":"RuntimeDefault"}}""", "SCMP_ACT_ERRNO")]
    [InlineData("""{"seccomp":{"profile_type":"Unconfined"}}""", "")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"/p.json"}}""", "SCMP_ACT_LOG")]
    [InlineData("""{"seccomp":{"profile_type":"RuntimeDefault"},"privileged":true}""", "")]
    [InlineData("""{"seccomp_profile_path":"runtime/default"}""", "SCMP_ACT_ERRNO")]
    [InlineData("""{"seccomp_profile_path":"docker/default"}""", "SCMP_ACT_ERRNO")]
    [InlineData("""{"seccomp_profile_path":"unconfined"}""", "")]
    [InlineData("""{"seccomp_profile_path":"localhost//p.json"}""", "SCMP_ACT_LOG")]
    [InlineData("""{"seccomp":{"profile_type":"Unconfined"},"seccomp_profile_path":"runtime/default"}""", "")]
    public void Build_Choice_DecidesTheFilter(string security, string action)
    {
        var input = TestInput.Of(TestInput.InContext(security)) with { LocalhostSeccomp = Local };

        Assert.Equal(action, ContainerSeccomp.Build(input, [])?.DefaultAction ?? "");
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"/p.json"}}""", "/p.json")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"localhost//p.json"}}""", "/p.json")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"/p.json"},"privileged":true}""", null)]
    [InlineData("""{"seccomp_profile_path":"localhost//p.json"}""", "/p.json")]
    [InlineData("""{"seccomp":{"profile_type":"RuntimeDefault"}}""", null)]
    public void LocalhostPath_IsTheFileToReadFirst(string security, string? path) =>
        Assert.Equal(path, SeccompChoice.LocalhostPath(TestInput.Container(TestInput.InContext(security))));

    [Fact]
    public void Build_DefaultWithCapability_AllowsItsCalls()
    {
        var input = TestInput.Of("""{"linux":{"security_context":{"seccomp":{},"capabilities":{"add_capabilities":["SYS_ADMIN"]}}}}""");
        var mount = ContainerSpec.Build(input).Linux.Seccomp!.Syscalls.Where(rule => rule.Names.Contains("mount"));

        Assert.Equal("SCMP_ACT_ALLOW", Assert.Single(mount).Action);
    }
}
