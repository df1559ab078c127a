using CriSharp.Linux.Files;

namespace CriSharp.Images.Layers;

/// <summary>What stands before an entry's header and outranks it: pax records and GNU's long names.</summary>
internal sealed class TarExtensions
{
    private byte[]? _longName;
    private byte[]? _longLink;

    internal PaxRecords? Pax { get; private set; }

    internal IReadOnlyList<TarAttribute> Attributes => Pax?.Attributes ?? [];

    internal static bool Are(byte type) => (char)type is 'x' or 'g' or 'L' or 'K';

    internal void Add(byte type, byte[] data)
    {
        switch ((char)type)
        {
            case 'x':
                Pax = PaxRecords.Parse(data);
                break;
            case 'L':
                _longName = data.AsSpan().TrimEnd((byte)0).ToArray();
                break;
            case 'K':
                _longLink = data.AsSpan().TrimEnd((byte)0).ToArray();
                break;
            default:
                // Global records say things like the commit an archive was made of; no image tool uses them for files.
                break;
        }
    }

    internal byte[] Name(TarHeader header) => Pax?["GNU.sparse.name"] ?? Pax?["path"] ?? _longName ?? header.Name();

    internal byte[] LinkName(TarHeader header) => Pax?["linkpath"] ?? _longLink ?? header.LinkName.ToArray();

    internal long DataSize(TarHeader header) => Pax?.Number("size") ?? header.DataSize;

    internal long Owner(TarHeader header) => Pax?.Number("uid") ?? header.Owner;

    internal long Group(TarHeader header) => Pax?.Number("gid") ?? header.Group;

    /// <summary>Size of a file with holes.</summary>
    internal long RealSize(TarHeader header) =>
        Pax?.Number("GNU.sparse.realsize") ?? Pax?.Number("GNU.sparse.size") ?? header.GnuRealSize;

    internal FileTimes Times(TarHeader header)
    {
        var (seconds, nanoseconds) = Pax?["mtime"] is { Length: > 0 } modify ? TarNumber.Time(modify) : (header.ModifySeconds, 0);
        return new FileTimes(seconds, nanoseconds, seconds, nanoseconds);
    }
}
