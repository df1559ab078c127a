namespace CriSharp.Images.Layers;

/// <summary>The names by which a layer says that something below it is gone (OCI image specification, layer.md). Pure.</summary>
internal static class Whiteout
{
    private static ReadOnlySpan<byte> Prefix => ".wh."u8;

    /// <summary>Everything of the lower layers in this directory is hidden.</summary>
    internal static bool IsOpaque(ReadOnlySpan<byte> name) => name.SequenceEqual(".wh..wh..opq"u8);

    /// <summary>Bookkeeping of the aufs file system that old layers carry; it has no meaning.</summary>
    internal static bool IsAufs(ReadOnlySpan<byte> path) =>
        (path.StartsWith(".wh..wh."u8) || path.IndexOf("/.wh..wh."u8) >= 0) && !IsOpaque(EntryPath.Split(path.ToArray()).Name);

    /// <summary>The name that is hidden; null if the entry is none of these.</summary>
    internal static byte[]? Hidden(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith(Prefix) || IsOpaque(name))
        {
            return null;
        }

        var hidden = name[Prefix.Length..];
        return hidden.IsEmpty || hidden.SequenceEqual("."u8) || hidden.SequenceEqual(".."u8)
            ? throw new LayerArchiveException("the whiteout names nothing")
            : hidden.ToArray();
    }
}
