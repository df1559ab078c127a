namespace Grpc.Core;

/// <summary>The requests of a streaming method, as the client writes them.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the stream of requests.</summary>
    Task CompleteAsync();
}
