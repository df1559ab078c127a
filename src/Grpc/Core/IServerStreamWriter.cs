namespace Grpc.Core;

/// <summary>The responses of a streaming method, as the service writes them.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
