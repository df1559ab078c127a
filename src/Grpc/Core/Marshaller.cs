namespace Grpc.Core;

/// <summary>Turns messages of one type into bytes and back.</summary>
public sealed class Marshaller<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
{
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
        : this((message, context) => context.Complete(serializer(message)), context => deserializer(context.PayloadAsNewBuffer()))
    {
    }

    /// <summary>Writes a message into the context.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; } = serializer;

    /// <summary>Reads a message from the context.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; } = deserializer;
}
