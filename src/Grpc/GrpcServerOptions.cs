using Grpc.Core;

namespace CriSharp.Grpc;

/// <summary>What the program decides for its gRPC server.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>
    /// The status of an expected failure, or null for an exception that nobody expects: that one is answered as
    /// <see cref="StatusCode.Unknown"/> with its message and logged as an error with its stack. Never asked about an <see cref="RpcException"/>.
    /// </summary>
    public Func<Exception, Status?> StatusOf { get; set; } = _ => null;

    /// <summary>Largest message either way, in bytes.</summary>
    public int MaxMessageBytes { get; set; } = GrpcLimits.MessageBytes;

    /// <summary>How long the request of a method that takes one message may be on its way, once the call has begun.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
