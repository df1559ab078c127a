namespace Grpc.Core;

/// <summary>How messages are written.</summary>
public sealed class WriteOptions(WriteFlags flags = WriteFlags.None)
{
    /// <summary>Nothing special.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The wishes.</summary>
    public WriteFlags Flags { get; } = flags;
}
