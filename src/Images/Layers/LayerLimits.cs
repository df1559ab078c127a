namespace CriSharp.Images.Layers;

/// <summary>What one layer may ask of this node; beyond it the pull is refused. An image is hostile until proved otherwise.</summary>
public sealed class LayerLimits
{
    /// <summary>Bytes of the archive when decompressed, and of any one file in it.</summary>
    public long Bytes { get; set; } = 128L * 1024 * 1024 * 1024;

    /// <summary>Files, directories and other entries.</summary>
    public int Entries { get; set; } = 2_000_000;

    /// <summary>Bytes of memory for the paths of directories, while a layer is unpacked and in its record.</summary>
    internal long RememberedPathBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a name or link target, as the kernel limits a path.</summary>
    internal const int PathBytes = 4095;

    /// <summary>Bytes of the extended header of one entry: names and extended attributes.</summary>
    internal const int HeaderBytes = 1024 * 1024;
}
