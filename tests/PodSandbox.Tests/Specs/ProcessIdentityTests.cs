using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ProcessIdentityTests
{
    // security context, the image's USER, and what comes of them: uid:gid:groups:home
    [Theory]
    [InlineData("{}", "", "0:0:0,62:/root")]
    [InlineData("{}", "web", "33:34:34,60,61:/var/www")]
    [InlineData("{}", "33", "33:34:34,60,61:/var/www")]
    [InlineData("{}", "web:staff", "33:60:60,61:/var/www")]
    [InlineData("{}", "web:7", "33:7:7,60,61:/var/www")]
    [InlineData("{}", "alias", "33:40:40,60:/alias")]
    [InlineData("{}", "77", "77:0:0:/")]
    [InlineData("{}", "77:78", "77:78:78:/")]
    [InlineData("{}", ":staff", "0:60:60,62:/root")]
    [InlineData("{}", "web:", "33:34:34,60,61:/var/www")]
    [InlineData("{}", "odd", "50:51:51:/")]
    [InlineData("{}", "4294967294", "4294967294:0:0:/")]
    [InlineData("""{"run_as_user":{"value":33}}""", "odd:7", "33:34:34,60,61:/var/www")]
    [InlineData("""{"run_as_user":{"value":0}}""", "web", "0:0:0,62:/root")]
    [InlineData("""{"run_as_user":{"value":1001}}""", "", "1001:0:0:/")]
    [InlineData("""{"run_as_user":{"value":1001},"run_as_group":{"value":1002}}""", "", "1001:1002:1002:/")]
    [InlineData("""{"run_as_user":{"value":33},"run_as_group":{"value":0}}""", "", "33:0:0,60,61:/var/www")]
    [InlineData("""{"run_as_username":"web"}""", "", "33:34:34,60,61:/var/www")]
    [InlineData("""{"run_as_username":"alias"}""", "", "33:40:40,60:/alias")]
    [InlineData("""{"run_as_username":"web","run_as_group":{"value":5}}""", "", "33:5:5,60,61:/var/www")]
    [InlineData("""{"run_as_user":{"value":33},"supplemental_groups":[1000,61,1000]}""", "", "33:34:34,1000,61,60:/var/www")]
    [InlineData("""{"run_as_user":{"value":33},"supplemental_groups":[1000],"supplemental_groups_policy":"Strict"}""", "", "33:34:34,1000:/var/www")]
    [InlineData("""{"run_as_user":{"value":1001},"supplemental_groups":[1000]}""", "", "1001:0:0,1000:/")]
    public void Resolve_UserAndGroups_ComeFromContextImageAndItsFiles(string security, string imageUser, string expected)
    {
        var user = Resolve(security, imageUser);

        Assert.Equal(expected, $"{user.Uid}:{user.Gid}:{string.Join(',', user.Groups)}:{user.Home}");
    }

    [Theory]
    [InlineData("""{"run_as_username":"nobody"}""", "", "container config linux.security_context.run_as_username: the image's /etc/passwd has no user nobody")]
    [InlineData("""{"run_as_username":"33"}""", "", "container config linux.security_context.run_as_username: the image's /etc/passwd has no user 33")]
    [InlineData("{}", "ghost", "image config User: the image's /etc/passwd has no user ghost")]
    [InlineData("{}", "-1", "image config User: the image's /etc/passwd has no user -1")]
    [InlineData("{}", "web:ghosts", "image config User: the image's /etc/group has no group ghosts")]
    public void Resolve_NameThatTheImageLacks_IsRefused(string security, string imageUser, string message)
    {
        var error = Assert.Throws<FailureException>(() => Resolve(security, imageUser));

        Assert.Equal((FailureKind.InvalidArgument, message), (error.Kind, error.Message));
    }

    [Fact]
    public void Resolve_ImageWithoutFiles_KnowsNumbersOnly() => Assert.Equal(
        "/",
        ProcessIdentity.Resolve(new Cri.LinuxContainerSecurityContext(), new ImageConfig(), new ImageAccounts([], [])).Home);

    private static ProcessUser Resolve(string security, string imageUser) => ProcessIdentity.Resolve(
        Cri.LinuxContainerSecurityContext.Parser.ParseJson(security), new ImageConfig { User = imageUser }, TestInput.Accounts);
}
