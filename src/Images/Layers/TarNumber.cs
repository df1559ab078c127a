namespace CriSharp.Images.Layers;

/// <summary>Numbers in tar headers. Pure.</summary>
internal static class TarNumber
{
    /// <summary>A header field: octal digits among spaces and NULs, or, with the top bit set, a big-endian binary number (GNU).</summary>
    internal static long Field(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return Binary(field);
        }

        var digits = field.Trim(" \0"u8);
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
            {
                throw Bad();
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>Decimal digits, as extended headers have them.</summary>
    internal static long Decimal(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length && value >= 0 ? value : throw Bad();

    /// <summary>A time: seconds with an optional sign and fraction.</summary>
    internal static (long Seconds, long Nanoseconds) Time(ReadOnlySpan<byte> text)
    {
        var dot = text.IndexOf((byte)'.');
        var whole = dot < 0 ? text : text[..dot];
        var negative = whole.StartsWith("-"u8);
        var seconds = Decimal(negative ? whole[1..] : whole);
        var nanoseconds = dot < 0 ? 0 : Fraction(text[(dot + 1)..]);
        return !negative ? (seconds, nanoseconds)
            : nanoseconds == 0 ? (-seconds, 0)
            : (-seconds - 1, 1_000_000_000 - nanoseconds);
    }

    private static long Fraction(ReadOnlySpan<byte> digits)
    {
        var value = 0L;
        for (var i = 0; i < 9; i++)
        {
            value = (value * 10) + (i < digits.Length ? Decimal(digits[i..(i + 1)]) : 0);
        }

        return value;
    }

    private static long Binary(ReadOnlySpan<byte> field)
    {
        // Two's complement with the top bit as mark: 0xFF… is negative.
        var negative = field[0] == 0xFF;
        var value = negative ? -1L : field[0] & 0x7F;
        foreach (var part in field[1..])
        {
            if (value > long.MaxValue >> 8 || value < long.MinValue >> 8)
            {
                throw Bad();
            }

            value = (value << 8) | part;
        }

        return value;
    }

    private static LayerArchiveException Bad() => new("the archive is damaged: a number in a header is not one");
}
