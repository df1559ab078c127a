using CriSharp.Failures;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Security.AppArmor;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerAppArmorTests
{
    private static readonly AppArmorFacts Enabled = new(true, null, new HashSet<string> { "mine", AppArmorDefault.Name });

    private static readonly AppArmorFacts WithoutDefault = Enabled with { DefaultProblem = "no parser" };

    [Theory]
    [InlineData("{}", AppArmorDefault.Name)]
    [InlineData("""{"apparmor":{"profile_type":"RuntimeDefault"}}""", AppArmorDefault.Name)]
    [InlineData("""{"apparmor_profile":"runtime/default"}""", AppArmorDefault.Name)]
    [InlineData("""{"apparmor":{"profile_type":"Unconfined"}}""", null)]
    [InlineData("""{"apparmor_profile":"unconfined"}""", null)]
    [InlineData("""{"apparmor":{"profile_type":"Localhost","localhost_ref":"mine"}}""", "mine")]
    [InlineData("""{"apparmor":{"profile_type":"Localhost","localhost_ref":"localhost/mine"}}""", "mine")]
    [InlineData("""{"apparmor_profile":"localhost/mine"}""", "mine")]
    [InlineData("""{"apparmor_profile":"localhost/other","apparmor":{"profile_type":"Unconfined"}}""", null)]
    [InlineData("""{"privileged":true}""", null)]
    [InlineData("""{"privileged":true,"apparmor":{"profile_type":"Localhost","localhost_ref":"other"}}""", null)]
    public void Profile_OnANodeWithAppArmor(string security, string? expected) => Assert.Equal(expected, Profile(security, Enabled));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"apparmor":{"profile_type":"RuntimeDefault"}}""")]
    [InlineData("""{"apparmor":{"profile_type":"Unconfined"}}""")]
    public void Profile_OnANodeWithout_IsNone(string security) => Assert.Null(Profile(security, AppArmorFacts.Absent));

    [Fact]
    public void Profile_DefaultThatCannotBeHad_IsMissedOnlyByThoseWhoAskForIt()
    {
        var error = Assert.Throws<FailureException>(() => Profile("""{"apparmor":{"profile_type":"RuntimeDefault"}}""", WithoutDefault));

        Assert.Equal(FailureKind.FailedPrecondition, error.Kind);
        Assert.Contains("no parser", error.Message, StringComparison.Ordinal);
        Assert.Null(Profile("{}", WithoutDefault));
        Assert.Null(Profile("""{"apparmor":{"profile_type":"Unconfined"}}""", WithoutDefault));
        Assert.Equal("mine", Profile("""{"apparmor_profile":"mine"}""", WithoutDefault));
    }

    [Fact]
    public void Profile_NotLoaded_IsRefusedByName()
    {
        var error = Assert.Throws<FailureException>(() => Profile("""{"apparmor":{"profile_type":"Localhost","localhost_ref":"other"}}""", Enabled));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.Equal("container config linux.security_context.apparmor.localhost_ref: profile other is not loaded on this node", error.Message);
    }

    private static string? Profile(string security, AppArmorFacts node) =>
        ContainerAppArmor.Profile(Cri.LinuxContainerSecurityContext.Parser.ParseJson(security), node);
}
