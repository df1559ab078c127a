using System.Net.Sockets;
using CriSharp.Grpc.Client;
using Grpc.Core;

namespace CriSharp.Grpc;

/// <summary>
/// A channel to the gRPC server that listens on a Unix socket. It connects with the first call and again when the connection was lost;
/// a call that finds nobody there fails with <see cref="StatusCode.Unavailable"/>.
/// </summary>
public sealed class UnixChannel : ChannelBase, IDisposable
{
    // Large messages would wait for the window of 64 KiB again and again; the other end is on this machine.
    private const int StreamWindowBytes = 1024 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly CallInvoker _invoker;

    /// <summary>Makes a channel; nothing is connected yet.</summary>
    /// <param name="socketPath">The path of the socket.</param>
    /// <param name="time">The clock of deadlines; the system's by default.</param>
    /// <param name="maxMessageBytes">Largest message either way, in bytes.</param>
    public UnixChannel(string socketPath, TimeProvider? time = null, int maxMessageBytes = GrpcLimits.MessageBytes)
        : base($"unix:{socketPath}")
    {
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => ConnectAsync(socketPath, cancellationToken),
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        });
        _invoker = new UnixCallInvoker(new CallSender(_http, socketPath, maxMessageBytes, time ?? TimeProvider.System));
    }

    public override CallInvoker CreateCallInvoker() => _invoker;

    public void Dispose() => _http.Dispose();

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static async ValueTask<Stream> ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
