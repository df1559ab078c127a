using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>The responses of a streaming method, each sent as soon as it is written.</summary>
internal sealed class ResponseStream<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    private int _isWriting;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, call.CancellationToken);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
        {
            throw new InvalidOperationException($"write message: {call.Method} is still writing the one before");
        }

        try
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            call.Write(message, marshaller);
            if (WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) != true)
            {
                await call.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }
}
