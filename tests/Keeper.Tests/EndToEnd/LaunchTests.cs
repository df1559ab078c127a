using CriSharp.Failures;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

[Trait("needs", "root")]
public sealed class LaunchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Launch_ManyLinesOnBothStreams_AreAllInTheLogBeforeTheExitIsTold(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, "seq 1 100000 & seq 1 100000 >&2; wait; exit 3");

        await container.LaunchAsync();
        var exit = await keeper.ExitAsync(container.Id);

        var expected = string.Concat(Enumerable.Range(1, 100000).Select(number => $"{number}\n"));
        Assert.Equal(expected, container.Logged("stdout"));
        Assert.Equal(expected, container.Logged("stderr"));
        Assert.Equal((3, 0), (exit.ExitCode, exit.Signal));
        await container.RemoveAsync();
    }

    [Theory]
    [InlineData("crun", "exit 0", 0, 0)]
    [InlineData("crun", "exit 255", 255, 0)]
    [InlineData("runc", "exit 42", 42, 0)]
    public async Task Launch_ProgramEnds_ItsExitIsTold(string runtime, string script, int code, int signal)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, script);

        var process = await container.LaunchAsync();
        var exit = await keeper.ExitAsync(container.Id);

        Assert.Equal((code, signal), (exit.ExitCode, exit.Signal));
        Assert.True(exit.FinishedAt >= process.StartedAt);
        await container.RemoveAsync();
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Signal_Kill_IsToldAsSignal(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, ["/bin/sleep", "1000"]);
        await container.LaunchAsync();

        await keeper.Client.SignalAsync(container.Id, 9, Token);
        var exit = await keeper.ExitAsync(container.Id);
        await keeper.Client.SignalAsync(container.Id, 9, Token);

        Assert.Equal((137, 9), (exit.ExitCode, exit.Signal));
        await container.RemoveAsync();
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Launch_Terminal_IsOneAndEverythingIsStdout(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, ["/bin/sh", "-c", "tty; echo error >&2"], terminal: true);

        await container.LaunchAsync();
        await keeper.ExitAsync(container.Id);

        Assert.Equal("/dev/pts/0\r\nerror\r\n", container.Logged("stdout"));
        Assert.Equal("", container.Logged("stderr"));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Launch_NoStdin_IsAtItsEnd()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/cat"]);

        await container.LaunchAsync();

        Assert.Equal(0, (await keeper.ExitAsync(container.Id)).ExitCode);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Launch_Stdin_StaysOpen()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sh", "-c", "echo reading; cat; echo ended"], stdin: true);

        await container.LaunchAsync();
        await container.LoggedAsync("reading");

        Assert.Null(Assert.Single(await keeper.Client.ListAsync(Token)).Exit);
        await container.RemoveAsync();
        Assert.DoesNotContain("ended", container.Logged("stdout"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crun", "/nope", "/nope")]
    [InlineData("runc", "/nope", "/nope")]
    [InlineData("crun", "/bin/foreign", "exec format error")]
    [InlineData("runc", "/bin/foreign", "exec format error")]
    public async Task Launch_ProgramCannotRun_SaysWhyAndLeavesNothing(string runtime, string program, string expected)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, [program]);
        container.WriteBundle();
        WriteForeignProgram(Path.Combine(container.RootFs, "bin/foreign"));

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.LaunchAsync(container.Request, Token));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("level=", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await keeper.Client.ListAsync(Token));
        Assert.Empty(Directory.EnumerateFiles(keeper.StatePath, "*.container"));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(keeper.DirectoryPath, runtime)));
    }

    [Fact]
    public async Task Launch_RuntimeMissing_SaysSo()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/true"]);
        container.WriteBundle();
        var request = container.Request with { CreateCommand = ["/usr/bin/no-such-runtime", "create"] };

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.LaunchAsync(request, Token));

        Assert.Contains("posix_spawn /usr/bin/no-such-runtime: no such file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_SameIdTwice_IsRefusedAndTheFirstLives()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.LaunchAsync(container.Request, Token));

        Assert.Equal(FailureKind.AlreadyExists, failure.Kind);
        Assert.Null(Assert.Single(await keeper.Client.ListAsync(Token)).Exit);
        await container.RemoveAsync();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".hidden")]
    public async Task Launch_IdThatIsNoName_IsRefused(string id)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var request = keeper.Container("crun", ["/bin/true"]).Request with { ContainerId = id };

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.LaunchAsync(request, Token));

        Assert.Equal(FailureKind.InvalidArgument, failure.Kind);
    }

    [Fact]
    public async Task Launch_Cancelled_IsUndone()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/true"]);
        container.WriteBundle();
        var begun = Path.Combine(container.RootFs, "begun");
        var request = container.Request with { CreateCommand = ["/bin/sh", "-c", $"touch {begun}; exec sleep 1000"] };
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var launch = keeper.Client.LaunchAsync(request, cancellation.Token);
        await TestKeeper.FileAsync(begun);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launch);
        Assert.Empty(await keeper.Client.ListAsync(Token));
    }

    [Fact]
    public async Task Launch_Fifty_AllRunAndEnd()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var containers = Enumerable.Range(0, 50).Select(number => keeper.Container("crun", $"echo {number}; exit {number}")).ToArray();

        await Task.WhenAll(containers.Select(container => container.LaunchAsync()));
        var exits = await Task.WhenAll(containers.Select(container => keeper.ExitAsync(container.Id)));

        Assert.Equal(Enumerable.Range(0, 50), exits.Select(exit => exit.ExitCode));
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number}\n"), containers.Select(container => container.Logged("stdout")));
        await Task.WhenAll(containers.Select(container => container.RemoveAsync()));
        Assert.Empty(await keeper.Client.ListAsync(Token));
    }

    private static void WriteForeignProgram(string path)
    {
        byte[] elf = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0xb7, 0xff, 1, 0, 0, 0];
        File.WriteAllBytes(path, [.. elf, .. new byte[200]]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
