namespace CriSharp.Images.Layers;

/// <summary>
/// Reads a tar archive as a stream: ustar, pax and GNU forms with long names, large numbers, extended attributes and sparse files.
/// Names and attributes stay bytes, which System.Formats.Tar would turn into text and so damage (security.capability).
/// </summary>
internal sealed class TarReader(Stream source, LayerLimits limits)
{
    private readonly byte[] _header = new byte[TarHeader.Size];
    private readonly byte[] _scratch = new byte[TarHeader.Size];
    private long _dataLeft;
    private long _padding;
    private int _entries;

    /// <summary>The next entry, or null at the archive's end. Data of the one before that was not read is skipped.</summary>
    internal TarEntry? Next()
    {
        SkipData();
        var extensions = new TarExtensions();
        while (ReadHeader())
        {
            var header = new TarHeader(_header);
            if (!TarExtensions.Are(header.Type))
            {
                return Entry(header, extensions);
            }

            extensions.Add(header.Type, ReadExtension(header));
        }

        return null;
    }

    /// <summary>Bytes of the entry's data as stored in the archive; 0 at its end.</summary>
    internal int Read(Span<byte> buffer)
    {
        if (_dataLeft == 0)
        {
            return 0;
        }

        var length = source.Read(buffer[..(int)Math.Min(buffer.Length, _dataLeft)]);
        _dataLeft -= length;
        return length > 0 ? length : throw Truncated();
    }

    private TarEntry Entry(TarHeader header, TarExtensions extensions)
    {
        if (++_entries > limits.Entries)
        {
            throw new LayerArchiveException($"the archive has more than {limits.Entries} entries");
        }

        var name = extensions.Name(header);
        var kind = Kind(header.Type, name);
        // Only files have data: what other headers give as size is, by custom, not there.
        StartData(kind == TarKind.File ? extensions.DataSize(header) : 0);
        var size = _dataLeft;
        var segments = kind == TarKind.File ? TarSparse.Segments(header, extensions.Pax, this) : null;
        return new TarEntry
        {
            Kind = kind,
            Name = Limited(name),
            LinkName = Limited(extensions.LinkName(header)),
            Mode = header.Mode,
            Owner = Account(extensions.Owner(header)),
            Group = Account(extensions.Group(header)),
            Size = segments is null ? size : TarSparse.Check(segments, Limited(extensions.RealSize(header)), _dataLeft),
            Times = extensions.Times(header),
            Device = kind is TarKind.CharacterDevice or TarKind.BlockDevice ? header.Device : default,
            Attributes = extensions.Attributes,
            Segments = segments,
        };
    }

    /// <summary>Reads the next whole block of the data, for the segment lists that stand there.</summary>
    internal ReadOnlySpan<byte> ReadDataBlock()
    {
        _dataLeft = _dataLeft < TarHeader.Size ? throw Truncated() : _dataLeft - TarHeader.Size;
        return ReadExtraBlock();
    }

    /// <summary>Reads a block between the header and the data.</summary>
    internal ReadOnlySpan<byte> ReadExtraBlock()
    {
        Fill(_scratch);
        return _scratch;
    }

    private static TarKind Kind(byte type, byte[] name) => type switch
    {
        // Before ustar a directory was a file whose name ends with a slash.
        0 or (byte)'0' when name.Length > 0 && name[^1] == (byte)'/' => TarKind.Directory,
        0 or (byte)'0' or (byte)'7' or (byte)'S' => TarKind.File,
        >= (byte)'1' and <= (byte)'6' => (TarKind)type,
        _ => throw new LayerArchiveException($"the archive has an entry of unknown type 0x{type:x2}"),
    };

    private long Limited(long size) =>
        size <= limits.Bytes ? size : throw new LayerArchiveException($"the archive has a file of {size} bytes, more than {limits.Bytes}");

    private static uint Account(long id) =>
        id is >= 0 and < uint.MaxValue ? (uint)id : throw new LayerArchiveException($"the archive has the impossible owner {id}");

    private static byte[] Limited(byte[] path) =>
        path.Length > LayerLimits.PathBytes ? throw new LayerArchiveException("the archive has a name longer than a path may be")
        : path.Contains((byte)0) ? throw new LayerArchiveException("the archive has a name with a NUL in it")
        : path;

    private byte[] ReadExtension(TarHeader header)
    {
        var size = header.DataSize;
        if (size is < 0 or > LayerLimits.HeaderBytes)
        {
            throw new LayerArchiveException($"the archive has an extended header of {size} bytes");
        }

        var data = new byte[size];
        Fill(data);
        StartData(size);
        _dataLeft = 0;
        SkipData();
        return data;
    }

    private void StartData(long size)
    {
        _dataLeft = size >= 0 ? size : throw new LayerArchiveException("the archive is damaged: an entry has a negative size");
        _padding = -size & (TarHeader.Size - 1);
    }

    private void SkipData()
    {
        var left = _dataLeft + _padding;
        if (source.CanSeek)
        {
            source.Seek(left, SeekOrigin.Current);
            left = 0;
        }

        while (left > 0)
        {
            var part = _scratch.AsSpan(0, (int)Math.Min(left, _scratch.Length));
            Fill(part);
            left -= part.Length;
        }

        _dataLeft = _padding = 0;
    }

    // False at the end marker (empty blocks) or where the stream ends between entries.
    private bool ReadHeader()
    {
        var length = source.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
        return length == 0 ? false
            : length < _header.Length ? throw Truncated()
            : !TarHeader.IsEmpty(_header);
    }

    private void Fill(Span<byte> buffer)
    {
        if (source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Truncated();
        }
    }

    private static LayerArchiveException Truncated() => new("the archive is damaged: it ends within an entry");
}
