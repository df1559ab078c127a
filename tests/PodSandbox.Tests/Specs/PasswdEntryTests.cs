using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class PasswdEntryTests
{
    private static readonly ProcessUser Stranger = new(4711, 0, [0], "/", null);

    [Theory]
    [InlineData("{}", "", "/")]
    [InlineData("""{"working_dir":"/srv"}""", "", "/")]
    [InlineData("{}", "HOME=/opt/app", "/opt/app")]
    [InlineData("""{"envs":[{"key":"HOME","value":"L21pbmU="}]}""", "HOME=/opt/app", "/mine")]
    [InlineData("{}", "HOME=relative", "/")]
    [InlineData("{}", "HOME=/a:b", "/")]
    [InlineData("{}", "HOME=/a\nroot2::0:0::/:/bin/sh", "/")]
    [InlineData("{}", "HOME=/a\r", "/")]
    [InlineData("""{"envs":[{"key":"HOME","value":"L2EKcm9vdDI6OjA6MDo6LzovYmluL3No"}]}""", "", "/")]
    public void For_Stranger_IsALineWithTheHomeOfTheEnvironment(string config, string imageEnv, string home)
    {
        var image = TestInput.Image with { Env = imageEnv.Length > 0 ? [imageEnv] : [] };

        Assert.Equal($"4711:*:4711:0::{home}:/sbin/nologin", PasswdEntry.For(Stranger, TestInput.Accounts, TestInput.Container(config), image));
    }

    [Theory]
    [InlineData("/etc/passwd", true)]
    [InlineData("/etc//./passwd", true)]
    [InlineData("/etc", true)]
    [InlineData("/etc/shadow", false)]
    [InlineData("/etc2", false)]
    public void For_FileOfTheClients_IsLeft(string mounted, bool isLeft)
    {
        var config = TestInput.Container($$"""{"mounts":[{"container_path":"{{mounted}}","host_path":"/x"}]}""");

        Assert.Equal(isLeft, PasswdEntry.For(Stranger, TestInput.Accounts, config, TestInput.Image) is null);
    }

    [Fact]
    public void For_KnownUser_IsNone() =>
        Assert.Null(PasswdEntry.For(new ProcessUser(33, 34, [34], "/var/www", "web"), TestInput.Accounts, TestInput.Container(), TestInput.Image));

    [Fact]
    public void For_NameThatIsTaken_IsNone() => Assert.Null(
        PasswdEntry.For(Stranger, TestInput.Accounts with { Users = [new ImageUser("4711", 5, 5, "/")] }, TestInput.Container(), TestInput.Image));
}
