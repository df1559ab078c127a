using CriSharp.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Events;

/// <summary>
/// A non-blocking pipe, terminal or socket as awaitables: one reader and one writer at a time. Owns the descriptor.
/// </summary>
public sealed class AsyncDescriptor : IDisposable
{
    private readonly Signal _readable = new();
    private readonly Signal _writable = new();
    private readonly EventWatch _watch;

    /// <summary>Takes over <paramref name="descriptor"/> and makes it non-blocking.</summary>
    public AsyncDescriptor(SafeFileHandle descriptor, EventLoop loop)
    {
        Handle = descriptor;
        Descriptor.SetNonBlocking(descriptor);
        _watch = loop.Watch(
            descriptor, IoEvents.Readable | IoEvents.Writable | IoEvents.PeerClosed | IoEvents.EdgeTriggered, OnReady);
    }

    /// <summary>For calls of its own family (recvmsg, ioctl); not to be closed.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Reads at least one byte; 0 is the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Descriptor.TryRead(Handle, buffer.Span) is { } count)
            {
                return count;
            }

            await WhenReadableAsync(cancellationToken);
        }
    }

    /// <summary>Writes all of <paramref name="data"/>.</summary>
    public async ValueTask WriteAllAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            if (Descriptor.TryWrite(Handle, data.Span) is { } count)
            {
                data = data[count..];
            }
            else
            {
                await WhenWritableAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Call it after an operation answered "try again", then repeat that; it may complete without need.
    /// </summary>
    public Task WhenReadableAsync(CancellationToken cancellationToken) => _readable.WaitAsync(cancellationToken);

    /// <inheritdoc cref="WhenReadableAsync"/>
    public Task WhenWritableAsync(CancellationToken cancellationToken) => _writable.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _watch.Dispose();
        Handle.Dispose();
    }

    private void OnReady(IoEvents events)
    {
        if ((events & ~IoEvents.Writable) != 0)
        {
            _readable.Set();
        }

        if ((events & ~(IoEvents.Readable | IoEvents.PeerClosed)) != 0)
        {
            _writable.Set();
        }
    }
}
