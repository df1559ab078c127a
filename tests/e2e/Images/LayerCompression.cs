using System.Buffers.Binary;
using System.IO.Compression;

namespace CriSharp.Tests.e2e.Images;

/// <summary>The forms in which a registry may hold a layer.</summary>
public enum LayerCompression
{
    None,
    Gzip,
    Zstd,
}

/// <summary>Makes layer blobs of tar files.</summary>
public static class LayerBlobs
{
    private const string Tar = "application/vnd.oci.image.layer.v1.tar";
    private const int RawBlockBytes = 128 * 1024;

    public static Blob Compress(byte[] tar, LayerCompression compression) => compression switch
    {
        LayerCompression.None => new Blob(Tar, tar),
        LayerCompression.Gzip => new Blob(Tar + "+gzip", Gzip(tar)),
        _ => new Blob(Tar + "+zstd", ZstdStored(tar)),
    };

    private static byte[] Gzip(byte[] content)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    // A valid zstd frame of raw blocks (RFC 8878 section 3.1.1): no library needed to write one.
    private static byte[] ZstdStored(byte[] content)
    {
        var output = new MemoryStream();
        output.Write([0x28, 0xB5, 0x2F, 0xFD, 0b1110_0000]);
        var number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, content.Length);
        output.Write(number);
        for (var start = 0; start < content.Length; start += RawBlockBytes)
        {
            var length = Math.Min(RawBlockBytes, content.Length - start);
            var last = start + length == content.Length ? 1 : 0;
            BinaryPrimitives.WriteInt32LittleEndian(number, (length << 3) | last);
            output.Write(number, 0, 3);
            output.Write(content, start, length);
        }

        return output.ToArray();
    }
}
