using System.IO.Compression;
using CriSharp.Linux.Zstd;

namespace CriSharp.Images.Layers;

/// <summary>Finds out from the first bytes how a layer is compressed; media types are often wrong.</summary>
internal static class LayerDecompression
{
    private const int MagicBytes = 4;

    /// <summary>The plain archive; owns the stream that is given.</summary>
    internal static Stream Open(Stream compressed)
    {
        var start = new byte[MagicBytes];
        var length = compressed.ReadAtLeast(start, MagicBytes, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), compressed);
        return start switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD] => new ZstdStream(whole),
            // A skippable frame, as zstd:chunked and pzstd put first.
            [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18] => new ZstdStream(whole),
            _ => whole,
        };
    }
}
