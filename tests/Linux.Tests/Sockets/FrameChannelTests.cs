using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using Xunit;

namespace CriSharp.Tests.Linux.Sockets;

public sealed class FrameChannelTests : IDisposable
{
    private const int Limit = 1024 * 1024;

    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-socket-").FullName;
    private readonly UnixListener _listener;

    public FrameChannelTests() => _listener = UnixListener.Listen(SocketPath, EventLoop.Shared);

    private string SocketPath => Path.Combine(_directory, "socket");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(Limit)]
    public async Task Send_AnyLength_ArrivesWhole(int length)
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;
        var payload = new byte[length];
        new Random(length).NextBytes(payload);

        var sending = client.SendAsync(payload, [], Token);
        using var frame = await server.ReceiveAsync(Token);
        await sending;

        Assert.Equal(payload, frame!.Payload);
        Assert.Empty(frame.Descriptors);
    }

    [Fact]
    public async Task Send_FromManyAtOnce_KeepsMessagesWhole()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;

        var sending = Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            client.SendAsync(Enumerable.Repeat((byte)number, 20_000).ToArray(), [], Token)));
        HashSet<byte> received = [];
        for (var i = 0; i < 50; i++)
        {
            using var frame = await server.ReceiveAsync(Token);
            Assert.Equal(20_000, frame!.Payload.Count(value => value == frame.Payload[0]));
            received.Add(frame.Payload[0]);
        }

        await sending;
        Assert.Equal(50, received.Count);
    }

    [Fact]
    public async Task Send_Descriptors_ArriveWithTheirOwnMessageAndWork()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;
        using var pipe = Pipe.Open();

        await client.SendAsync("before"u8.ToArray(), [], Token);
        await client.SendAsync("with"u8.ToArray(), [pipe.Writer, pipe.Reader, pipe.Writer], Token);
        await client.SendAsync("after"u8.ToArray(), [], Token);
        using var before = await server.ReceiveAsync(Token);
        using var with = await server.ReceiveAsync(Token);
        using var after = await server.ReceiveAsync(Token);

        Assert.Equal((0, 3, 0), (before!.Descriptors.Count, with!.Descriptors.Count, after!.Descriptors.Count));
        Descriptor.TryWrite(with.Descriptors[0], "x"u8);
        var buffer = new byte[1];
        Assert.Equal(1, Descriptor.TryRead(pipe.Reader, buffer));
    }

    [Fact]
    public async Task Receive_FrameDisposed_ClosesItsDescriptors()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;
        using var pipe = Pipe.Open();
        await client.SendAsync("with"u8.ToArray(), [pipe.Writer], Token);
        pipe.Writer.Dispose();

        (await server.ReceiveAsync(Token))!.Dispose();

        Assert.Equal(0, Descriptor.TryRead(pipe.Reader, new byte[1])); // the end: nobody else holds it
    }

    [Theory]
    [InlineData("01 00 10 00", "1048577 bytes, the limit is 1048576")]
    [InlineData("ff ff ff ff", "4294967295 bytes, the limit is 1048576")]
    [InlineData("02 00 00 00 41", "the connection ended inside it")]
    [InlineData("02 00", "the connection ended inside it")]
    public async Task Receive_BadFrame_SaysWhatIsWrong(string bytes, string expected)
    {
        var client = UnixConnection.Connect(SocketPath, EventLoop.Shared);
        using var server = new FrameChannel(await _listener.AcceptAsync(Token), Limit);
        await client.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), [], Token);
        client.Dispose();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => server.ReceiveAsync(Token));

        Assert.EndsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_ConnectionEnds_IsNull()
    {
        var (client, server) = await ConnectAsync();
        using var other = server;

        client.Dispose();

        Assert.Null(await server.ReceiveAsync(Token));
    }

    [Fact]
    public async Task Receive_Cancelled_Ends()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var receiving = server.ReceiveAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    [Fact]
    public async Task Send_MoreThanTheLimit_IsRefusedAndNothingIsSent()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;

        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(new byte[Limit + 1], [], Token));
        await client.SendAsync("next"u8.ToArray(), [], Token);

        using var frame = await server.ReceiveAsync(Token);
        Assert.Equal("next", Encoding.UTF8.GetString(frame!.Payload));
    }

    [Fact]
    public async Task PeerUserId_IsThatOfTheOtherSide()
    {
        var (client, server) = await ConnectAsync();
        using var one = client;
        using var other = server;

        Assert.Equal(Environment.IsPrivilegedProcess ? 0u : server.PeerUserId(), server.PeerUserId());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
    }

    [Fact]
    public void Connect_NobodyListens_SaysWhy()
    {
        var missing = Path.Combine(_directory, "missing");

        Assert.Equal(Errno.NoEntry, Assert.Throws<LinuxException>(() => UnixConnection.Connect(missing, EventLoop.Shared)).Errno);
    }

    [Fact]
    public void Listen_PathTooLong_SaysSo()
    {
        var path = Path.Combine(_directory, new string('x', 108));

        var failure = Assert.Throws<LinuxException>(() => UnixListener.Listen(path, EventLoop.Shared));

        Assert.Equal((Errno.NameTooLong, path), (failure.Errno, failure.Subject));
    }

    private async Task<(FrameChannel Client, FrameChannel Server)> ConnectAsync()
    {
        var client = new FrameChannel(UnixConnection.Connect(SocketPath, EventLoop.Shared), Limit);
        return (client, new FrameChannel(await _listener.AcceptAsync(Token), Limit));
    }
}
