namespace CriSharp.Images.Layers;

/// <summary>What a layer may still make and have remembered while it is unpacked.</summary>
internal sealed class LayerBudget(LayerLimits limits)
{
    /// <summary>What a remembered path takes beside its bytes, roughly: object header, references, times.</summary>
    private const int PathOverheadBytes = 64;

    private int _entries;
    private long _pathBytes;

    /// <summary>An entry of the archive, or a directory that it makes without having an entry for it.</summary>
    internal void AddEntry()
    {
        if (++_entries > limits.Entries)
        {
            throw new LayerArchiveException($"the archive makes more than {limits.Entries} entries");
        }
    }

    /// <summary>A path that stays in memory until the layer is done, and so do <paramref name="bytes"/> of it.</summary>
    internal void AddPath(int bytes)
    {
        _pathBytes += bytes + PathOverheadBytes;
        if (_pathBytes > limits.RememberedPathBytes)
        {
            throw new LayerArchiveException($"the paths of its directories take more than {limits.RememberedPathBytes} bytes of memory");
        }
    }
}
