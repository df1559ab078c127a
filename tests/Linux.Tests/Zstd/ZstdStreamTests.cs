using System.Diagnostics;
using CriSharp.Linux.Zstd;
using Xunit;

namespace CriSharp.Tests.Linux.Zstd;

/// <summary>Against data compressed by the program zstd.</summary>
public sealed class ZstdStreamTests
{
    private static readonly byte[] Plain = MakePlain();

    [Fact]
    public void Read_OneFrame_GivesThePlainData() => Assert.Equal(Plain, Read(Compress(Plain)));

    [Fact]
    public void Read_FramesInARow_GivesAll()
    {
        // A skippable frame of four bytes between two others.
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];

        Assert.Equal([.. Plain, .. "end"u8], Read([.. Compress(Plain), .. skippable, .. Compress("end"u8.ToArray())]));
    }

    [Fact]
    public void Read_Nothing_IsNothing() => Assert.Empty(Read([]));

    [Fact]
    public void Read_InDrops_GivesThePlainData() => Assert.Equal(Plain, Read(new Drops(Compress(Plain))));

    [Fact]
    public void Read_Truncated_IsNoticed()
    {
        var compressed = Compress(Plain);

        Assert.Throws<InvalidDataException>(() => Read(compressed[..^1]));
        Assert.Throws<InvalidDataException>(() => Read(compressed[..(compressed.Length / 2)]));
    }

    [Fact]
    public void Read_Damaged_IsNoticed()
    {
        var compressed = Compress(Plain);
        compressed[compressed.Length / 2] ^= 0xFF;

        Assert.Throws<InvalidDataException>(() => Read(compressed));
        Assert.Throws<InvalidDataException>(() => Read([.. Compress(Plain), .. "garbage"u8]));
    }

    private static byte[] Read(byte[] compressed) => Read(new MemoryStream(compressed));

    private static byte[] Read(Stream compressed)
    {
        using var stream = new ZstdStream(compressed);
        var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Compress(byte[] plain)
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

    private static byte[] MakePlain()
    {
        var plain = new byte[1_000_000];
        new Random(1).NextBytes(plain.AsSpan(0, 500_000));
        return plain;
    }

    /// <summary>Gives one byte at a time.</summary>
    private sealed class Drops(byte[] content) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
