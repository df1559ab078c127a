using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a deserializer takes the bytes of a message from.</summary>
public abstract class DeserializationContext
{
    /// <summary>Length of the message in bytes.</summary>
    public virtual int PayloadLength => throw new NotImplementedException();

    /// <summary>A copy of the message that the caller may keep.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The message in place; valid until the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
