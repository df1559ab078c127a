using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using CriSharp.Runtime.Keeping;
using Google.Protobuf;
using KeeperProtocol.V1;
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
}
