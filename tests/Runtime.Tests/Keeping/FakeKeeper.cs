using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using CriSharp.Runtime.Keeping;
using Google.Protobuf;
using KeeperProtocol.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Runtime.Keeping;

/// <summary>The keeper's side of the protocol, played by a test step by step.</summary>
internal sealed class FakeKeeper : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-client-").FullName;
    private UnixListener? _listener;

    internal FakeKeeper()
    {
        Listen();
        Client = new KeeperClient(SocketPath, TimeProvider.System, NullLogger<KeeperClient>.Instance);
    }

    internal string SocketPath => Path.Combine(_directory, "keeper.sock");

    internal KeeperClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal void Listen() => _listener = UnixListener.Listen(SocketPath, EventLoop.Shared);

    internal void StopListening() => _listener!.Dispose();

    /// <summary>Accepts a connection and says hello.</summary>
    internal async Task<FrameChannel> AcceptAsync(uint version = Protocol.Version)
    {
        var channel = new FrameChannel(await _listener!.AcceptAsync(Token), Protocol.MaxMessageBytes);
        await SendAsync(channel, new Hello { ProtocolVersion = version, ProgramVersion = "7.7.7" });
        using var frame = await channel.ReceiveAsync(Token);
        Assert.Equal(Protocol.Version, Hello.Parser.ParseFrom(frame!.Payload).ProtocolVersion);
        return channel;
    }

    internal static async Task<Request> ReceiveAsync(FrameChannel channel)
    {
        using var frame = await channel.ReceiveAsync(Token);
        return Request.Parser.ParseFrom(frame!.Payload);
    }

    internal static Task SendAsync(FrameChannel channel, IMessage message) => channel.SendAsync(message.ToByteArray(), [], Token);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _listener!.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
