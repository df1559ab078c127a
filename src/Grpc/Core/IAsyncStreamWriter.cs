namespace Grpc.Core;

/// <summary>A stream of messages to write, one write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the messages from here on are written.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; done when there is room for the next one.</summary>
    Task WriteAsync(T message);

    /// <inheritdoc cref="WriteAsync(T)"/>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("this stream takes no token for a single write")
        : WriteAsync(message);
}
