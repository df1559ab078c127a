using System.Text;

namespace CriSharp.Images.Layers;

/// <summary>The five ways in which tar archives tell where the data of a file with holes belong (GNU tar manual, "Sparse Formats").</summary>
internal static class TarSparse
{
    private const int MostSegments = 100_000;
    private const int LongestLine = 20;
    private const int OldSegmentBytes = 24;

    /// <summary>The segments; null if the file has no holes. Reads blocks where the form has them, before the data.</summary>
    internal static List<TarSegment>? Segments(TarHeader header, PaxRecords? pax, TarReader reader) =>
        header.Type == 'S' ? OldGnu(header, reader)
        : pax?["GNU.sparse.major"] is { } major && major.AsSpan().SequenceEqual("1"u8) ? InData(reader)
        : pax?["GNU.sparse.map"] is { } map ? Pairs(Encoding.ASCII.GetString(map).Split(','))
        : pax is { Segments.Count: > 0 } ? [.. pax.Segments]
        : null;

    /// <summary>The size, if the segments are in order, within it, and as long as the stored data.</summary>
    internal static long Check(IReadOnlyList<TarSegment> segments, long size, long stored)
    {
        var end = 0L;
        var length = 0L;
        foreach (var segment in segments)
        {
            if (segment.Offset < end || segment.Length < 0 || segment.Length > size - segment.Offset)
            {
                throw Damaged();
            }

            end = segment.Offset + segment.Length;
            length += segment.Length;
        }

        return length == stored ? size : throw Damaged();
    }

    private static List<TarSegment> OldGnu(TarHeader header, TarReader reader)
    {
        var segments = new List<TarSegment>();
        AddOld(header.GnuSegments, segments);
        var more = header.GnuSegmentsGoOn;
        while (more)
        {
            var next = reader.ReadExtraBlock();
            AddOld(next[..504], segments);
            more = next[504] != 0;
        }

        return segments;
    }

    private static void AddOld(ReadOnlySpan<byte> table, List<TarSegment> segments)
    {
        for (; table.Length >= OldSegmentBytes && table[0] != 0; table = table[OldSegmentBytes..])
        {
            Add(segments, TarNumber.Field(table[..12]), TarNumber.Field(table[12..24]));
        }
    }

    // Form 1.0: the list stands before the data, as lines of decimal numbers, first their number; padded to whole blocks.
    private static List<TarSegment> InData(TarReader reader)
    {
        var text = new StringBuilder(Encoding.ASCII.GetString(reader.ReadDataBlock()));
        var wanted = Number(text.ToString().Split('\n', 2)[0]);
        if (wanted > MostSegments)
        {
            throw Damaged();
        }

        var lines = 1 + (2 * (int)wanted);
        for (var seen = text.ToString().Count('\n'); seen < lines;)
        {
            var block = Encoding.ASCII.GetString(reader.ReadDataBlock());
            text.Append(block);
            seen += block.Count('\n');
            if (text.Length > (lines * LongestLine) + TarHeader.Size)
            {
                throw Damaged();
            }
        }

        return Pairs(text.ToString().Split('\n')[1..lines]);
    }

    private static List<TarSegment> Pairs(string[] numbers)
    {
        var segments = new List<TarSegment>();
        for (var i = 0; i + 1 < numbers.Length; i += 2)
        {
            Add(segments, Number(numbers[i]), Number(numbers[i + 1]));
        }

        return segments;
    }

    private static void Add(List<TarSegment> segments, long offset, long length)
    {
        segments.Add(new TarSegment(offset, length));
        if (segments.Count > MostSegments)
        {
            throw Damaged();
        }
    }

    private static long Number(string digits) =>
        long.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number) && number < long.MaxValue / 4 ? number : throw Damaged();

    private static LayerArchiveException Damaged() => new("the archive is damaged: a file with holes does not add up");
}
