using System.Buffers;
using System.Collections.Concurrent;

namespace CriSharp.Images.Layers;

/// <summary>
/// Hands blocks of bytes from one producer to one consumer, at most <c>capacity</c> at a time: the joint between the stages of a layer's pipeline.
/// The producer may be asynchronous or a thread; the consumer is a thread that reads a <see cref="Stream"/> and may block.
/// </summary>
/// <remarks>Both sides stop with the same token: whoever fails cancels it.</remarks>
internal sealed class BlockQueue(int capacity, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Below the size where an array would go to the large-object heap.</summary>
    internal const int BlockBytes = 64 * 1024;

    private readonly SemaphoreSlim _free = new(capacity);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly ConcurrentQueue<ArraySegment<byte>> _blocks = new();

    /// <summary>An empty block; hand it over with <see cref="AddAsync"/> or <see cref="Add"/>.</summary>
    internal static byte[] Rent() => ArrayPool<byte>.Shared.Rent(BlockBytes);

    internal async ValueTask AddAsync(byte[] block, int length)
    {
        await _free.WaitAsync(cancellationToken);
        Put(new ArraySegment<byte>(block, 0, length));
    }

    internal void Add(byte[] block, int length)
    {
        _free.Wait(cancellationToken);
        Put(new ArraySegment<byte>(block, 0, length));
    }

    /// <summary>No more blocks: the consumer's stream ends after those that are there.</summary>
    internal void Complete() => Put(default);

    /// <summary>The next block, owned by the caller until <see cref="Return"/>; without an array at the end.</summary>
    internal ArraySegment<byte> Take()
    {
        _filled.Wait(cancellationToken);
        _blocks.TryDequeue(out var block);
        return block;
    }

    internal void Return(ArraySegment<byte> block)
    {
        ArrayPool<byte>.Shared.Return(block.Array!);
        _free.Release();
    }

    /// <summary>The consumer's side as a stream.</summary>
    internal Stream OpenReader() => new BlockQueueStream(this);

    public void Dispose()
    {
        _free.Dispose();
        _filled.Dispose();
    }

    private void Put(ArraySegment<byte> block)
    {
        _blocks.Enqueue(block);
        _filled.Release();
    }
}
