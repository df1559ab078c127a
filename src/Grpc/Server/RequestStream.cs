using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>The requests of a streaming method, as they come.</summary>
internal sealed class RequestStream<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("there is no current message");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        _current = await call.ReadAsync(marshaller, either.Token);
        return _current is not null;
    }
}
