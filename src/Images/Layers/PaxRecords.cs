namespace CriSharp.Images.Layers;

/// <summary>An extended header: <c>length key=value</c> lines that outrank the fields of the header that follows (pax(1)). Pure.</summary>
internal sealed class PaxRecords
{
    /// <summary>Extended attributes, as star, GNU tar, Docker and BuildKit write them: raw bytes.</summary>
    private static ReadOnlySpan<byte> AttributePrefix => "SCHILY.xattr."u8;

    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly List<TarAttribute> _attributes = [];
    private readonly List<TarSegment> _segments = [];
    private long _segmentOffset;

    internal IReadOnlyList<TarAttribute> Attributes => _attributes;

    /// <summary>The segments of the sparse form 0.0, which repeats two keys.</summary>
    internal IReadOnlyList<TarSegment> Segments => _segments;

    internal byte[]? this[string key] => _values.GetValueOrDefault(key);

    internal static PaxRecords Parse(ReadOnlySpan<byte> data)
    {
        var records = new PaxRecords();
        while (!data.IsEmpty)
        {
            var space = data.IndexOf((byte)' ');
            var length = space is > 0 and < 10 ? TarNumber.Decimal(data[..space]) : -1;
            if (length <= space + 1 || length > data.Length || data[(int)length - 1] != (byte)'\n')
            {
                throw Damaged();
            }

            records.Add(data[(space + 1)..((int)length - 1)]);
            data = data[(int)length..];
        }

        return records;
    }

    internal long? Number(string key) => this[key] is { Length: > 0 } digits ? TarNumber.Decimal(digits) : null;

    private void Add(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals <= 0)
        {
            throw Damaged();
        }

        var key = record[..equals];
        var value = record[(equals + 1)..];
        if (key.StartsWith(AttributePrefix))
        {
            _attributes.Add(new TarAttribute(key[AttributePrefix.Length..].ToArray(), value.ToArray()));
        }
        else if (key.SequenceEqual("GNU.sparse.offset"u8))
        {
            _segmentOffset = TarNumber.Decimal(value);
        }
        else if (key.SequenceEqual("GNU.sparse.numbytes"u8))
        {
            _segments.Add(new TarSegment(_segmentOffset, TarNumber.Decimal(value)));
        }
        else
        {
            _values[System.Text.Encoding.UTF8.GetString(key)] = value.ToArray();
        }
    }

    private static LayerArchiveException Damaged() => new("the archive is damaged: an extended header is malformed");
}
