using CriSharp.Failures;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class MappedIdentityTests
{
    private static readonly Cri.PodSandboxConfig Pod = TestInput.Pod(
        """{"namespace_options":{"userns_options":{"mode":"POD","uids":[{"host_id":70000,"length":100}],"gids":[{"host_id":80000,"length":100}]}}}""");

    [Theory]
    [InlineData("{}", 100, 0, 0, "image config User: 100")]
    [InlineData("""{"run_as_user":{"value":100}}""", 100, 0, 0, "container config linux.security_context.run_as_user: 100")]
    [InlineData("""{"run_as_username":"big"}""", 4294967294, 0, 0, "container config linux.security_context.run_as_user: 4294967294")]
    [InlineData("""{"run_as_group":{"value":100}}""", 0, 100, 100, "container config linux.security_context.run_as_group: 100")]
    [InlineData("""{"supplemental_groups":[101]}""", 0, 0, 101, "container config linux.security_context.supplemental_groups: 101")]
    public void Require_WhoIsNotInTheNamespace_IsRefused(string context, uint uid, uint gid, uint group, string message)
    {
        var security = Cri.LinuxContainerSecurityContext.Parser.ParseJson(context);

        var error = Assert.Throws<FailureException>(() => MappedIdentity.Require(new ProcessUser(uid, gid, [gid, group], "/", null), security, Pod));

        Assert.Equal((FailureKind.InvalidArgument, message + " is not an id of the pod's user namespace"), (error.Kind, error.Message));
    }

    [Fact]
    public void Require_WithoutUserNamespace_TakesAnyone() =>
        MappedIdentity.Require(new ProcessUser(100_000, 100_000, [100_000], "/", null), new(), TestInput.Pod());

    [Fact]
    public void OnNode_IsTheMappedId_AndTheSameWithoutANamespace()
    {
        MappedIdentity.Require(new ProcessUser(99, 99, [0], "/", null), new(), Pod);

        Assert.Equal((70_099u, 80_007u), MappedIdentity.OnNode(99, 7, Pod));
        Assert.Equal((99u, 7u), MappedIdentity.OnNode(99, 7, TestInput.Pod()));
    }
}
