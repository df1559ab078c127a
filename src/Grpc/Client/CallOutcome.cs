using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>How a call ended.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers)
{
    public CallOutcome(StatusCode code, string detail, Exception? cause = null)
        : this(new Status(code, detail, cause), Metadata.Empty)
    {
    }

    public RpcException ToException() => new(Status, Trailers);
}
