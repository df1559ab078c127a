namespace Grpc.Core;

/// <summary>Wishes for one message of a stream.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>The message may wait for the next one before it is sent.</summary>
    BufferHint = 1,

    /// <summary>The message must not be compressed.</summary>
    NoCompress = 2,
}
