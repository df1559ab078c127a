using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts a message: either one array, or a length followed by writes into a buffer.</summary>
public abstract class SerializationContext
{
    /// <summary>Gives the whole message at once and ends it.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>The buffer to write to; ended by <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Announces the length in bytes, before the first write.</summary>
    public virtual void SetPayloadLength(int payloadLength) => throw new NotImplementedException();

    /// <summary>Ends a message written to the buffer.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
