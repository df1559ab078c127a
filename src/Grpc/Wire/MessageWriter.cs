using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace CriSharp.Grpc.Wire;

/// <summary>Writes messages with their prefix straight into the buffer that is sent, uncompressed.</summary>
internal sealed class MessageWriter(IBufferWriter<byte> output, int maxBytes) : SerializationContext
{
    private const int PrefixBytes = 5;

    /// <summary>Whether a message was begun and not ended: its serializer threw, and nothing sensible can follow on the stream.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Writes one message.</summary>
    /// <exception cref="RpcException">ResourceExhausted: it is over the limit; nothing was written.</exception>
    public void Write<T>(T message, Action<T, SerializationContext> serializer) => serializer(message, this);

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxBytes)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"write message: {payloadLength} bytes are over the limit of {maxBytes}"));
        }

        var prefix = output.GetSpan(PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], payloadLength);
        output.Advance(PrefixBytes);
        IsTorn = true;
    }

    public override IBufferWriter<byte> GetBufferWriter() =>
        IsTorn ? output : throw new InvalidOperationException("the length of a message must be set before it is written");

    public override void Complete() => IsTorn = false;

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        output.Write(payload);
        Complete();
    }
}
