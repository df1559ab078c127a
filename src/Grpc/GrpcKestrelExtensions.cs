using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CriSharp.Grpc;

/// <summary>Makes Kestrel listen for gRPC.</summary>
public static class GrpcKestrelExtensions
{
    // A kubelet keeps all its calls on one connection, and works on all pods of a node at once.
    private const int StreamsPerConnection = 1024;

    /// <summary>
    /// Listens on a Unix socket for HTTP/2 without TLS and without upgrade, which is what gRPC clients speak there.
    /// The path must be free; who may connect is a matter of file modes.
    /// </summary>
    public static void ListenGrpc(this KestrelServerOptions kestrel, string socketPath)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;

        // Kestrel punishes one slow stream by aborting the connection, and with it every other call of the kubelet. A reader of events
        // may be slow for as long as it likes, flow control bounds what waits for it; a request that stalls is GrpcServer's to end.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.ListenUnixSocket(socketPath, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
