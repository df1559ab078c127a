namespace Grpc.Core;

/// <summary>A stream of messages to read.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that <see cref="MoveNext"/> has read.</summary>
    T Current { get; }

    /// <summary>Reads the next message; false at the end of a stream that ended with OK.</summary>
    /// <exception cref="RpcException">The call ended with another status.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
