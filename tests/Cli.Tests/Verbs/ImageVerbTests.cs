using CriSharp.Tests.Cli.Fakes;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary><c>pull</c>, <c>rmi</c>, <c>image import</c>.</summary>
public sealed class ImageVerbTests : VerbTests
{
    [Theory]
    [InlineData("pull", "busybox")]
    [InlineData("image", "pull", "busybox")]
    public async Task Pull_Image_PrintsItsId(params string[] args)
    {
        Assert.Equal(0, await Shell.RunAsync(args));

        Assert.Equal($"{FakeImages.BusyboxId}\n", Shell.Output);
        Assert.StartsWith("pulling busybox\n", Shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Shell.Error);
    }

    [Fact]
    public async Task Pull_Quiet_ShowsNoProgress() => await AssertPrintsAsync($"{FakeImages.BusyboxId}\n", "pull", "-q", "busybox");

    [Fact]
    public async Task Pull_Terminal_DrawsABar()
    {
        using var terminal = new FakeShell(Daemon) { Terminal = true };

        Assert.Equal(0, await terminal.RunAsync("pull", "busybox"));

        Assert.Contains("pulling busybox  50%  500B/1kB  0/1 layer  ━━━━━━━━━━━━━━━───────────────", terminal.Error, StringComparison.Ordinal);
        Assert.Matches("pulled busybox: 1 layer, 1kB in [0-9.]+ s\n$", terminal.Error);
    }

    [Theory]
    [InlineData("me:secret:x", "", "me", "secret:x")]
    [InlineData("me", "from input\nmore", "me", "from input")]
    public async Task Pull_Credentials_AreSent(string option, string input, string user, string password)
    {
        using var shell = new FakeShell(Daemon) { Input = input };

        Assert.Equal(0, await shell.RunAsync("pull", "--creds", option, "busybox"));

        var request = Assert.Single(Daemon.Node.Pulls);
        Assert.Equal((user, password), (request.Username, request.Password));
    }

    [Fact]
    public async Task Pull_CredentialsOnATerminal_ArePromptedFor()
    {
        using var terminal = new FakeShell(Daemon) { Terminal = true };

        await terminal.RunAsync("pull", "--creds", "me", "busybox");

        Assert.Equal("typed after 'password of me: '", Assert.Single(Daemon.Node.Pulls).Password);
    }

    [Fact]
    public async Task Pull_NoPasswordOnInput_IsUsageError() =>
        await AssertFailsAsync(2, "crisharp: --creds me: no password on standard input", "pull", "--creds", "me", "busybox");

    [Fact]
    public async Task Pull_Fails_InTheDaemonsWords()
    {
        Daemon.Node.PullStatus = new Status(StatusCode.NotFound, "pull x: registry answered 404");

        Assert.Equal(1, await Shell.RunAsync("pull", "-q", "x"));

        Assert.Equal("crisharp: pull x: registry answered 404\n", Shell.Error);
    }

    [Fact]
    public async Task Pull_Interrupted_IsCancelledInTheDaemon()
    {
        Daemon.Node.PullCancelled = new TaskCompletionSource();
        var pulling = Shell.RunAsync("pull", "busybox");
        await Shell.ErrorContainsAsync("downloading");

        Shell.Interrupts.Raise();

        Assert.Equal(130, await pulling);
        await Daemon.Node.PullCancelled.Task;
        Assert.EndsWith("crisharp: interrupted\n", Shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rmi")]
    [InlineData("image", "rm")]
    public async Task RemoveImage_ById_TellsAllNames(params string[] verb)
    {
        Daemon.Images.All.Add(FakeImages.Busybox());

        await AssertPrintsAsync("image docker.io/library/busybox:latest\nimage docker.io/library/busybox:1\n", [.. verb, "busybox"]);

        Assert.Equal(FakeImages.BusyboxId, Assert.Single(Daemon.Images.Removed).Image.Image);
    }

    [Fact]
    public async Task RemoveImage_Missing_IsAnError()
    {
        await AssertFailsAsync(1, "crisharp: no such image: nope", "rmi", "nope");
        Assert.Empty(Daemon.Images.Removed);
    }

    [Fact]
    public async Task Import_File_ListsTheImages()
    {
        var file = Path.Combine(Daemon.Directory.FullName, "image.tar");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await AssertPrintsAsync("sha256:11 a:1 b:2\nsha256:22\n", "image", "import", "--name", "a:1", file);

        var request = Assert.Single(Daemon.Node.Imports);
        Assert.Equal((file, "a:1"), (request.Path, request.Name));
    }

    [Fact]
    public async Task Import_MissingFile_IsAnError() =>
        await AssertFailsAsync(1, "crisharp: import /nonexistent/x.tar: no such file or directory", "image", "import", "/nonexistent/x.tar");
}
