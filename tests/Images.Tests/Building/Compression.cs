using System.Diagnostics;
using System.IO.Compression;

namespace CriSharp.Tests.Images.Building;

/// <summary>The forms in which a layer may travel.</summary>
public enum Compression
{
    None,
    Gzip,
    Zstd,
}

internal static class Compressing
{
    public static byte[] Compress(this byte[] plain, Compression compression) => compression switch
    {
        Compression.Gzip => Gzip(plain),
        Compression.Zstd => Zstd(plain),
        _ => plain,
    };

    private static byte[] Gzip(byte[] plain)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }

    // By the program zstd: the tests have no other compressor.
    private static byte[] Zstd(byte[] plain)
    {
        using var zstd = Process.Start(new ProcessStartInfo("zstd", "-q -c") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var compressed = new MemoryStream();
        var read = zstd.StandardOutput.BaseStream.CopyToAsync(compressed);
        zstd.StandardInput.BaseStream.Write(plain);
        zstd.StandardInput.Close();
        read.GetAwaiter().GetResult();
        zstd.WaitForExit();
        return compressed.ToArray();
    }
}
