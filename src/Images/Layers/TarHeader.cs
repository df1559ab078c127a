using CriSharp.Linux.Files;

namespace CriSharp.Images.Layers;

/// <summary>The 512 bytes before an entry (pax(1) ustar, GNU tar): its fields at their places. Pure.</summary>
internal readonly ref struct TarHeader
{
    internal const int Size = 512;

    private readonly ReadOnlySpan<byte> _block;

    /// <exception cref="LayerArchiveException">The checksum is wrong.</exception>
    internal TarHeader(ReadOnlySpan<byte> block)
    {
        _block = block;
        CheckSum();
    }

    internal byte Type => _block[156];

    internal uint Mode => (uint)TarNumber.Field(_block[100..108]) & 0xFFF;

    internal long Owner => TarNumber.Field(_block[108..116]);

    internal long Group => TarNumber.Field(_block[116..124]);

    internal long DataSize => TarNumber.Field(_block[124..136]);

    internal long ModifySeconds => TarNumber.Field(_block[136..148]);

    internal ReadOnlySpan<byte> LinkName => Text(157, 100);

    internal DeviceNumber Device => new((uint)TarNumber.Field(_block[329..337]), (uint)TarNumber.Field(_block[337..345]));

    /// <summary>Size of a sparse file of the old GNU form.</summary>
    internal long GnuRealSize => TarNumber.Field(_block[483..495]);

    /// <summary>The first four segments of the old GNU form.</summary>
    internal ReadOnlySpan<byte> GnuSegments => _block[386..482];

    /// <summary>Whether a block with more segments follows.</summary>
    internal bool GnuSegmentsGoOn => _block[482] != 0;

    internal static bool IsEmpty(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    internal byte[] Name()
    {
        var name = Text(0, 100);
        // Only POSIX headers have the prefix; in GNU's its place holds other things.
        var prefix = _block[257..263].SequenceEqual("ustar\0"u8) ? Text(345, 155) : [];
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        var field = _block.Slice(offset, length);
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    // The sum of all bytes, the checksum's own taken as spaces; some old programs summed signed bytes.
    private void CheckSum()
    {
        var expected = TarNumber.Field(_block[148..156]);
        long unsigned = 0;
        long signed = 0;
        for (var i = 0; i < Size; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : _block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        if (expected != unsigned && expected != signed)
        {
            throw new LayerArchiveException("the archive is damaged: a header has a wrong checksum");
        }
    }
}
