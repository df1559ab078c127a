namespace CriSharp.Images;

/// <summary>How far one layer of a pull is. Sizes are compressed bytes; <paramref name="TotalBytes"/> is what the manifest says.</summary>
public sealed record LayerProgress(string Digest, LayerPhase Phase, long ReceivedBytes, long TotalBytes);

/// <summary>Where a layer of a pull stands.</summary>
public enum LayerPhase
{
    Waiting,
    Downloading,
    Done,

    /// <summary>Already on disk, or arriving for another pull.</summary>
    Shared,
}
