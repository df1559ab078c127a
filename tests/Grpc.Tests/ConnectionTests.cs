using System.Net.Sockets;
using CriSharp.Grpc;
using CriSharp.Tests.Grpc.Wire;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>What a client sees of a server that is not there, not gRPC, or goes.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("crtest-wire-");

    private string SocketPath => Path.Combine(_directory.FullName, "nobody.sock");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(false, "no such socket")]
    [InlineData(true, "nobody listens on the socket")]
    public async Task Call_NobodyListens_IsUnavailableAndNamesTheSocket(bool isBound, string cause)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (isBound)
        {
            socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        }

        using var channel = new UnixChannel(SocketPath);

        var failure = await Assert.ThrowsAsync<RpcException>(() => SayAsync(channel));
        var blocking = Assert.Throws<RpcException>(
            () => new Echo.EchoClient(channel).Say(new EchoMessage(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal($"connect {SocketPath}: {cause}", failure.Status.Detail);
        Assert.Equal(failure.Status.Detail, blocking.Status.Detail);
    }

    [Fact]
    public async Task Call_ServerSpeaksSomethingElse_IsUnavailable()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        using var channel = new UnixChannel(SocketPath);
        var call = SayAsync(channel);

        using (var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken))
        {
            await accepted.SendAsync("SSH-2.0-not-what-you-think\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Contains(SocketPath, failure.Status.Detail, StringComparison.Ordinal);
        Assert.True(failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal, failure.Status.ToString());
    }

    [Fact]
    public async Task Call_ServerGoesMeanwhile_IsUnavailable()
    {
        var server = await EchoServer.StartAsync();
        using var channel = new UnixChannel(server.SocketPath);
        var call = new Echo.EchoClient(channel).WaitAsync(new EchoMessage(), cancellationToken: TestContext.Current.CancellationToken);
        await server.Service.Waiting.Task.WaitAsync(TestContext.Current.CancellationToken);

        using var impatient = new CancellationTokenSource(TimeSpan.Zero);
        await server.StopAsync(impatient.Token);
        await server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.True(failure.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal, failure.Status.ToString());
    }

    [Fact]
    public async Task Call_AfterAnotherServerTookTheSocket_Connects()
    {
        var first = await EchoServer.StartAsync();
        using var channel = new UnixChannel(SocketPath);
        File.CreateSymbolicLink(SocketPath, first.SocketPath);
        await SayAsync(channel);
        await first.DisposeAsync();
        File.Delete(SocketPath);

        await using var second = await EchoServer.StartAsync();
        File.CreateSymbolicLink(SocketPath, second.SocketPath);
        try
        {
            await SayAsync(channel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            // The call was faster than the news that the first server had gone; the next one is not.
            await SayAsync(channel);
        }
    }

    private static Task<EchoMessage> SayAsync(UnixChannel channel) =>
        new Echo.EchoClient(channel).SayAsync(new EchoMessage(), cancellationToken: TestContext.Current.CancellationToken).ResponseAsync;
}
