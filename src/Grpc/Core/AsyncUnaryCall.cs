using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A unary call that has been started; awaiting it gives the response. Disposing it cancels the call if it still runs.</summary>
public sealed class AsyncUnaryCall<TResponse>(
    Task<TResponse> responseAsync,
    Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc,
    Action disposeAction) : IDisposable
{
    /// <summary>The response, or an <see cref="RpcException"/>.</summary>
    public Task<TResponse> ResponseAsync { get; } = responseAsync;

    /// <summary>The custom headers of the response.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; } = responseHeadersAsync;

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <summary>The status of a call that has ended.</summary>
    public Status GetStatus() => getStatusFunc();

    /// <summary>The custom trailers of a call that has ended.</summary>
    public Metadata GetTrailers() => getTrailersFunc();

    public void Dispose() => disposeAction();
}
