namespace CriSharp.Images.Layers;

/// <summary>Counts what a layer takes on disk while it is written: whole blocks, and an inode each.</summary>
internal sealed class LayerMeasure
{
    /// <summary>ext4 keeps the text of shorter links in the inode.</summary>
    internal const int LongestInlineLink = 59;
    private const long BlockBytes = 4096;

    internal long Bytes { get; private set; } = BlockBytes;

    internal long Inodes { get; private set; } = 1;

    internal void AddFile(long dataBytes)
    {
        Bytes += (dataBytes + BlockBytes - 1) / BlockBytes * BlockBytes;
        Inodes++;
    }

    internal void AddInode(int blocks)
    {
        Bytes += blocks * BlockBytes;
        Inodes++;
    }
}
