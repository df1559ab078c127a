using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;

namespace CriSharp.Grpc.Wire;

/// <summary>
/// Reads the messages of one direction of a call, in place. A message is a flag (1: compressed), a length in four bytes, big endian,
/// and its bytes. The sender is not trusted: no length is believed before it is checked, no more is inflated than the limit.
/// </summary>
internal sealed class MessageReader(PipeReader pipe, string? encoding, int maxBytes) : DeserializationContext
{
    private const int PrefixBytes = 5;

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Reads a message and the end of the stream behind it.</summary>
    /// <exception cref="RpcException">Internal, ResourceExhausted: what came is not one message within the limit.</exception>
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        var message = await ReadAsync(deserializer, cancellationToken) ?? throw Malformed("the stream ended without a message");
        await ReadEndAsync(cancellationToken);
        return message;
    }

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    /// <exception cref="RpcException">Internal, ResourceExhausted: what came is not a message within the limit.</exception>
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        var buffer = await BufferAsync(PrefixBytes, cancellationToken);
        if (buffer.IsEmpty)
        {
            pipe.AdvanceTo(buffer.End);
            return null;
        }

        var (isCompressed, length) = ReadPrefix(buffer);
        if (buffer.Length < PrefixBytes + length)
        {
            pipe.AdvanceTo(buffer.Start, buffer.End);
            buffer = await BufferAsync(PrefixBytes + length, cancellationToken);
        }

        if (buffer.Length < PrefixBytes + length)
        {
            throw Malformed($"the stream ended {buffer.Length - PrefixBytes} bytes into a message of {length}");
        }

        var frame = buffer.Slice(PrefixBytes, length);
        _payload = isCompressed ? await Gzip.InflateAsync(frame, maxBytes, cancellationToken) : frame;
        var message = Deserialize(deserializer);
        pipe.AdvanceTo(frame.End);
        return message;
    }

    /// <summary>Reads the end of the stream.</summary>
    /// <exception cref="RpcException">Internal: there is more.</exception>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        var rest = await BufferAsync(1, cancellationToken);
        if (!rest.IsEmpty)
        {
            throw Malformed("more data follow the only message of the stream");
        }

        pipe.AdvanceTo(rest.End);
    }

    /// <summary>At least so many bytes, or what there is before the end of the stream.</summary>
    private async ValueTask<ReadOnlySequence<byte>> BufferAsync(int bytes, CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAtLeastAsync(bytes, cancellationToken);
        return result.IsCanceled
            ? throw new RpcException(new Status(StatusCode.DeadlineExceeded, "read message: it did not arrive in time"))
            : result.Buffer;
    }

    private T Deserialize<T>(Func<DeserializationContext, T> deserializer)
    {
        try
        {
            return deserializer(this);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Malformed($"not a valid {typeof(T).Name}: {e.Message}");
        }
        finally
        {
            _payload = default;
        }
    }

    private (bool IsCompressed, int Length) ReadPrefix(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < PrefixBytes)
        {
            throw Malformed($"the stream ended {buffer.Length} bytes into the prefix of a message");
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > maxBytes)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"read message: {length} bytes are over the limit of {maxBytes}"));
        }

        return (prefix[0], encoding) switch
        {
            (0, _) => (false, (int)length),
            (1, GrpcHeaders.Gzip) => (true, (int)length),
            (1, _) => throw Malformed($"a message is compressed, but {GrpcHeaders.Encoding} names no compression"),
            _ => throw Malformed($"the flag of a message is {prefix[0]}"),
        };
    }

    private static RpcException Malformed(string cause) => new(new Status(StatusCode.Internal, $"read message: {cause}"));
}
