using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using CriSharp.Runtime.Keeping;
using Google.Protobuf;
using KeeperProtocol.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

/// <summary>Clients and keepers that do not do their part.</summary>
[Trait("needs", "root")]
public sealed class ConnectionTests
{
    private const int MaxLaunches = 256;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Launches_TooMany_OneMoreIsRefusedAndCancelIsHeard()
    {
        await using var keeper = await TestKeeper.StartAsync();
        using var channel = await HelloAsync(keeper);
        for (var id = 1; id <= MaxLaunches + 1; id++)
        {
            await SendAsync(channel, new Request { Id = (ulong)id, Launch = Hanging(keeper, id) });
        }

        var refused = await ReceiveAsync(channel);
        for (var id = 1; id <= MaxLaunches; id++)
        {
            await SendAsync(channel, new Request { Id = (ulong)(1000 + id), Cancel = new Cancel { RequestId = (ulong)id } });
        }

        Assert.Equal(((ulong)MaxLaunches + 1, "launch: too many launches at work, the limit is 256"), (refused.Id, refused.Failure.Message));
        for (var id = 1; id <= MaxLaunches; id++)
        {
            Assert.Equal(Failure.Types.Kind.Cancelled, (await ReceiveAsync(channel)).Failure?.Kind);
        }
    }

    [Fact]
    public async Task Client_DoesNotRead_IsDropped()
    {
        await using var keeper = await TestKeeper.StartAsync();
        using var channel = await HelloAsync(keeper);
        var request = new Request { Id = 1, ReopenLog = new ReopenLog { ContainerId = new string('x', 1000) } };

        await Assert.ThrowsAsync<LinuxException>(async () =>
        {
            for (; request.Id < 100_000; request.Id++)
            {
                await SendAsync(channel, request);
            }
        });

        await keeper.JournalAsync("the client has left 4096 replies unread");
        Assert.Empty(await keeper.Client.ListAsync(Token));
    }

    [Fact]
    public async Task Client_SaysNoHello_IsDropped()
    {
        await using var keeper = await TestKeeper.StartAsync();
        using var channel = new FrameChannel(UnixConnection.Connect(keeper.SocketPath, EventLoop.Shared), Protocol.MaxMessageBytes);

        using var hello = await channel.ReceiveAsync(Token);

        Assert.Null(await channel.ReceiveAsync(Token));
        await keeper.JournalAsync("no hello in 10 s");
    }

    [Fact]
    public async Task Keeper_DoesNotBecomeReady_IsKilledAndTheMessageNamesItsLog()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var script = Path.Combine(keeper.DirectoryPath, "hanging");
        var processFile = script + ".pid";
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho $$ > {processFile}\nexec sleep 1000\n", Token);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var program = keeper.Program with { Path = script, Socket = keeper.SocketPath + "2" };

        var failure = await Assert.ThrowsAsync<FailureException>(() => KeeperProcess.EnsureAsync(program, Token));

        Assert.Equal((FailureKind.Unavailable, $"start {script}: not ready in 15 s; see {program.LogFile}"), (failure.Kind, failure.Message));
        var processId = (await File.ReadAllTextAsync(processFile, Token)).Trim();
        while (Directory.Exists($"/proc/{processId}"))
        {
            await Task.Delay(5, Token);
        }
    }

    [Fact]
    public async Task Keeper_HangsUpInsteadOfHello_IsNotServing()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var program = keeper.Program with { Socket = keeper.SocketPath + "2", StateDirectory = keeper.StatePath + "2" };
        using var listener = UnixListener.Listen(program.Socket, EventLoop.Shared);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hangingUp = HangUpAsync(listener, stop.Token);

        var failure = await Assert.ThrowsAsync<FailureException>(() => KeeperProcess.EnsureAsync(program, Token));
        await stop.CancelAsync();
        await hangingUp;

        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Contains($"it exited with 1; see {program.LogFile}; keeper {program.Socket}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_KeeperAnswersNotEvenACancel_IsUnavailable()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var socket = keeper.SocketPath + "2";
        using var listener = UnixListener.Listen(socket, EventLoop.Shared);
        var time = new SwitchedTime();
        await using var client = new KeeperClient(socket, time, NullLogger<KeeperClient>.Instance);
        var request = new LaunchRequest { ContainerId = "c", CreateCommand = [], StartCommand = [], DeleteCommand = [], PidFile = "/pid" };

        var launch = client.LaunchAsync(request, Token);
        using var channel = new FrameChannel(await listener.AcceptAsync(Token), Protocol.MaxMessageBytes);
        time.IsHasty = true;
        await channel.SendAsync(new Hello { ProtocolVersion = Protocol.Version }.ToByteArray(), [], Token);

        var failure = await Assert.ThrowsAsync<FailureException>(() => launch);
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.EndsWith("no answer 35 s after the request was cancelled", failure.Message, StringComparison.Ordinal);
    }

    private static async Task HangUpAsync(UnixListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                (await listener.AcceptAsync(cancellationToken)).Dispose();
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }
        }
    }

    /// <summary>A launch whose <c>create</c> does not end.</summary>
    private static LaunchContainer Hanging(TestKeeper keeper, int number) => new()
    {
        ContainerId = $"hanging{number}",
        CreateCommand = { "/bin/sleep", "1000" },
        StartCommand = { "/bin/true" },
        DeleteCommand = { "/bin/true" },
        PidFile = Path.Combine(keeper.DirectoryPath, $"hanging{number}.pid"),
    };

    private static async Task<FrameChannel> HelloAsync(TestKeeper keeper)
    {
        var channel = new FrameChannel(UnixConnection.Connect(keeper.SocketPath, EventLoop.Shared), Protocol.MaxMessageBytes);
        await channel.SendAsync(new Hello { ProtocolVersion = Protocol.Version }.ToByteArray(), [], Token);
        using var frame = await channel.ReceiveAsync(Token);
        return channel;
    }

    private static Task SendAsync(FrameChannel channel, Request request) => channel.SendAsync(request.ToByteArray(), [], Token);

    private static async Task<Reply> ReceiveAsync(FrameChannel channel)
    {
        using var frame = await channel.ReceiveAsync(Token);
        return Reply.Parser.ParseFrom(frame!.Payload);
    }

    /// <summary>Every deadline that is set while it is hasty is over at once.</summary>
    private sealed class SwitchedTime : TimeProvider
    {
        internal bool IsHasty { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, IsHasty && dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
