using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using CriSharp.Linux.Sockets;
using CriSharp.Runtime.Keeping;
using Google.Protobuf;
using KeeperProtocol.V1;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

/// <summary>The keeper outlives daemons, and its own death loses little.</summary>
[Trait("needs", "root")]
public sealed class LifeTests
{
    private const int Kill = 9;
    private const int Terminate = 15;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Daemon_GoesWhileContainersRun_LogAndExitAreKept()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", "echo one; while [ ! -e /go ]; do sleep 0.02; done; echo two; exit 9");
        await container.LaunchAsync();
        await container.LoggedAsync("one");

        await keeper.Client.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(container.RootFs, "go"), "", Token);
        await container.LoggedAsync("two");
        await keeper.ReconnectAsync();

        Assert.Equal(9, (await keeper.ExitAsync(container.Id)).ExitCode);
        Assert.Equal("one\ntwo\n", container.Logged("stdout"));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Daemon_DiesWithALaunchUnderWay_TheContainerRunsAndIsListed()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        container.WriteBundle();

        using (var channel = await HelloAsync(keeper, Protocol.Version))
        {
            var launch = new Request { Id = 1, Launch = ToMessage(container.Request) };
            await channel.SendAsync(launch.ToByteArray(), [], Token);
        }

        while (await keeper.Client.ListAsync(Token) is not [{ Exit: null }])
        {
            await Task.Delay(5, Token);
        }

        await container.RemoveAsync();
    }

    [Fact]
    public async Task List_ALaunchOfADeadDaemonIsUnderWay_AwaitsItsEnd()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        container.WriteBundle();
        var (begun, go) = (Path.Combine(container.RootFs, "begun"), Path.Combine(container.RootFs, "go"));
        var launch = ToMessage(container.Request);
        string[] slowly = ["/bin/sh", "-c", $"touch {begun}; while [ ! -e {go} ]; do sleep 0.02; done; exec \"$@\"", "sh"];
        launch.CreateCommand.Clear();
        launch.CreateCommand.AddRange([.. slowly, .. container.Request.CreateCommand]);
        using (var channel = await HelloAsync(keeper, Protocol.Version))
        {
            await channel.SendAsync(new Request { Id = 1, Launch = launch }.ToByteArray(), [], Token);
        }

        await TestKeeper.FileAsync(begun);
        var listing = keeper.Client.ListAsync(Token);
        await keeper.Client.SignalAsync("other", 0, Token).ContinueWith(_ => { }, TaskScheduler.Default); // behind the list
        await File.WriteAllTextAsync(go, "", Token);

        Assert.Null(Assert.Single(await listing).Exit);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Forget_JustKilledAndStillDraining_AwaitsItsExit()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", "for i in $(seq 20); do sleep 1000 & done; wait");
        await container.LaunchAsync();

        await keeper.Client.SignalAsync(container.Id, Kill, Token);
        await keeper.Client.ForgetAsync(container.Id, Token);

        Assert.Empty(await keeper.Client.ListAsync(Token));
        Assert.Empty(Directory.EnumerateFiles(keeper.StatePath, "*.container"));
    }

    [Fact]
    public async Task Exits_NotForgotten_AreToldToEachNewSubscriber()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", "exit 4");
        await container.LaunchAsync();

        var first = await keeper.ExitAsync(container.Id);
        await keeper.ReconnectAsync();
        var second = await keeper.ExitAsync(container.Id);
        var listed = Assert.Single(await keeper.Client.ListAsync(Token));
        await container.RemoveAsync();
        await keeper.Client.ForgetAsync(container.Id, Token);

        Assert.Equal((first, first), (second, listed.Exit));
        Assert.Empty(await keeper.Client.ListAsync(Token));
        Assert.Empty(Directory.EnumerateFiles(keeper.StatePath, "*.container"));
    }

    [Fact]
    public async Task Forget_RunningContainer_IsRefused()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.ForgetAsync(container.Id, Token));

        Assert.Equal(FailureKind.FailedPrecondition, failure.Kind);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Keeper_KilledAndStartedAgain_KnowsExitsAndWatchesWhatStillRuns()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var exited = keeper.Container("crun", "exit 5");
        var running = keeper.Container("crun", ["/bin/sleep", "1000"]);
        var ending = keeper.Container("crun", "while [ ! -e /go ]; do sleep 0.02; done; exit 6");
        await exited.LaunchAsync();
        var exit = await keeper.ExitAsync(exited.Id);
        var process = await running.LaunchAsync();
        await ending.LaunchAsync();

        Assert.Equal(128 + Kill, await keeper.EndAsync(Kill));
        await keeper.StartAgainAsync();
        var listed = await keeper.Client.ListAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(ending.RootFs, "go"), "", Token);

        Assert.Equal(3, listed.Count);
        Assert.Equal(exit, listed.Single(one => one.ContainerId == exited.Id).Exit);
        Assert.Equal(process, listed.Single(one => one.ContainerId == running.Id).Process);
        Assert.Equal(KernelTellsExits ? 6 : 255, (await keeper.ExitAsync(ending.Id)).ExitCode);
        await keeper.Client.SignalAsync(running.Id, Kill, Token);
        Assert.Equal(KernelTellsExits ? 137 : 255, (await keeper.ExitAsync(running.Id)).ExitCode);
        await exited.RemoveAsync();
        await running.RemoveAsync();
        await ending.RemoveAsync();
    }

    [Fact]
    public async Task Keeper_ContainerEndedWhileItWasAway_IsToldAs255()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        var process = await container.LaunchAsync();
        using var pidFd = PidFd.Open(process.Pid);

        await keeper.EndAsync(Kill);
        pidFd.TrySignal(Kill);
        await pidFd.ExitOfStrangerAsync(EventLoop.Shared, TimeSpan.FromSeconds(10), Token);
        await keeper.StartAgainAsync();

        Assert.Equal(255, (await keeper.ExitAsync(container.Id)).ExitCode);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Terminate_ContainerLives_StaysUntilToldTwice()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();

        keeper.SendSignal(Terminate);
        await JournalAsync(keeper, "1 containers live: staying");
        Assert.Single(await keeper.Client.ListAsync(Token));
        Assert.Equal(0, await keeper.EndAsync(Terminate));

        Assert.False(File.Exists(keeper.SocketPath));
        await keeper.StartAgainAsync();
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Terminate_NoContainerLives_EndsAndRemovesItsSocket()
    {
        await using var keeper = await TestKeeper.StartAsync();

        Assert.Equal(0, await keeper.EndAsync(Terminate));

        Assert.False(File.Exists(keeper.SocketPath));
    }

    [Fact]
    public async Task SecondKeeper_OfTheSameStateOrSocket_EndsWithAMessage()
    {
        await using var keeper = await TestKeeper.StartAsync();
        string[] sameState = ["--socket", keeper.SocketPath + "2", "--state", keeper.StatePath];
        string[] sameSocket = ["--socket", keeper.SocketPath, "--state", keeper.StatePath + "2"];

        var one = await ProgramRunner.RunAsync(new ProgramStart { Path = keeper.Program.Path, Arguments = sameState }, Token);
        var other = await ProgramRunner.RunAsync(new ProgramStart { Path = keeper.Program.Path, Arguments = sameSocket }, Token);

        Assert.Equal((1, 1), (one.ExitCode, other.ExitCode));
        Assert.EndsWith($"another keeper holds {keeper.StatePath}", one.ErrorText, StringComparison.Ordinal);
        Assert.EndsWith($"another keeper serves {keeper.SocketPath}", other.ErrorText, StringComparison.Ordinal);
        Assert.Empty(await keeper.Client.ListAsync(Token));
    }

    [Fact]
    public async Task StaleSocket_IsReplaced()
    {
        await using var keeper = await TestKeeper.StartAsync();
        await keeper.EndAsync(Kill);
        Assert.True(File.Exists(keeper.SocketPath));

        await keeper.StartAgainAsync();

        Assert.Empty(await keeper.Client.ListAsync(Token));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keeper.SocketPath));
    }

    [Theory]
    [InlineData("ff ff ff ff 00")]
    [InlineData("05 00 00 00 ff ff ff ff ff")]
    [InlineData("00 00 00 00")]
    [InlineData("10 00 00 00 08")]
    public async Task Connection_BrokenFrame_EndsThatConnectionOnly(string frame)
    {
        await using var keeper = await TestKeeper.StartAsync();
        Assert.Empty(await keeper.Client.ListAsync(Token));
        using var connection = UnixConnection.Connect(keeper.SocketPath, EventLoop.Shared);
        using var channel = new FrameChannel(connection, Protocol.MaxMessageBytes);
        await channel.SendAsync(new Hello { ProtocolVersion = Protocol.Version }.ToByteArray(), [], Token);
        await channel.ReceiveAsync(Token);

        await connection.SendAsync(Convert.FromHexString(frame.Replace(" ", "", StringComparison.Ordinal)), [], Token);
        if (frame.StartsWith("10", StringComparison.Ordinal))
        {
            connection.Dispose(); // inside a message
        }
        else
        {
            await HungUpAsync(channel);
        }

        await JournalAsync(keeper, "connection ended: ");
        Assert.Empty(await keeper.Client.ListAsync(Token));
    }

    [Fact]
    public async Task Connection_OtherVersion_IsToldAndRefused()
    {
        await using var keeper = await TestKeeper.StartAsync();

        using var channel = await HelloAsync(keeper, 77);

        Assert.Null(await channel.ReceiveAsync(Token));
        await JournalAsync(keeper, "it speaks version 77, this keeper 1");
    }

    // pidfds tell exits of strangers from 6.15 on.
    private static bool KernelTellsExits => Environment.OSVersion.Version >= new Version(6, 15);

    private static async Task<FrameChannel> HelloAsync(TestKeeper keeper, uint version)
    {
        var channel = new FrameChannel(UnixConnection.Connect(keeper.SocketPath, EventLoop.Shared), Protocol.MaxMessageBytes);
        await channel.SendAsync(new Hello { ProtocolVersion = version }.ToByteArray(), [], Token);
        using var frame = await channel.ReceiveAsync(Token);
        Assert.Equal(Protocol.Version, Hello.Parser.ParseFrom(frame!.Payload).ProtocolVersion);
        return channel;
    }

    private static async Task HungUpAsync(FrameChannel channel)
    {
        try
        {
            Assert.Null(await channel.ReceiveAsync(Token));
        }
        catch (LinuxException e)
        {
            Assert.Equal(Errno.ConnectionReset, e.Errno); // it left some of what was sent unread
        }
    }

    private static LaunchContainer ToMessage(LaunchRequest request) => new()
    {
        ContainerId = request.ContainerId,
        CreateCommand = { request.CreateCommand },
        StartCommand = { request.StartCommand },
        DeleteCommand = { request.DeleteCommand },
        PidFile = request.PidFile,
        LogPath = request.LogPath,
    };

    private static async Task JournalAsync(TestKeeper keeper, string text)
    {
        while (!(await File.ReadAllTextAsync(keeper.JournalPath, Token)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(5, Token);
        }
    }
}
