using System.Text;

namespace CriSharp.Tests.Images.Building;

/// <summary>Writes tar archives entry by entry, also those that no decent program would write.</summary>
internal sealed class TarBuilder
{
    private const int BlockBytes = 512;
    private readonly List<byte> _archive = [];

    public TarBuilder File(string name, string content, uint mode = 0b110_100_100, uint owner = 0, uint group = 0, params (string Key, byte[] Value)[] attributes) =>
        File(name, Encoding.UTF8.GetBytes(content), mode, owner, group, attributes);

    public TarBuilder File(string name, byte[] content, uint mode = 0b110_100_100, uint owner = 0, uint group = 0, params (string Key, byte[] Value)[] attributes)
    {
        Pax(attributes);
        Header(Encoding.UTF8.GetBytes(name), '0', content.Length, mode, owner, group);
        Data(content);
        return this;
    }

    public TarBuilder Directory(string name, uint mode = 0b111_101_101, uint owner = 0, uint group = 0, long modified = 1_000_000_000)
    {
        Header(Encoding.UTF8.GetBytes(name), '5', 0, mode, owner, group, modified: modified);
        return this;
    }

    public TarBuilder SymbolicLink(string name, string target)
    {
        Header(Encoding.UTF8.GetBytes(name), '2', 0, 0b111_111_111, link: Encoding.UTF8.GetBytes(target));
        return this;
    }

    public TarBuilder HardLink(string name, string target)
    {
        Header(Encoding.UTF8.GetBytes(name), '1', 0, 0b110_100_100, link: Encoding.UTF8.GetBytes(target));
        return this;
    }

    public TarBuilder Node(string name, char type, uint major = 0, uint minor = 0, uint mode = 0b110_110_110)
    {
        Header(Encoding.UTF8.GetBytes(name), type, 0, mode, major: major, minor: minor);
        return this;
    }

    /// <summary>An extended header for the entry that follows.</summary>
    public TarBuilder Pax(params (string Key, byte[] Value)[] records)
    {
        if (records.Length == 0)
        {
            return this;
        }

        var data = new MemoryStream();
        foreach (var (key, value) in records)
        {
            byte[] body = [(byte)' ', .. Encoding.UTF8.GetBytes(key), (byte)'=', .. value, (byte)'\n'];
            var length = body.Length + 1;
            while ($"{length}".Length + body.Length != length)
            {
                length++;
            }

            data.Write(Encoding.ASCII.GetBytes($"{length}"));
            data.Write(body);
        }

        return Raw("PaxHeader", 'x', [.. data.ToArray()]);
    }

    /// <summary>Any header with data, as given.</summary>
    public TarBuilder Raw(string name, char type, byte[] data)
    {
        Header(Encoding.UTF8.GetBytes(name), type, data.Length, 0b110_100_100);
        Data(data);
        return this;
    }

    public byte[] Build() => [.. _archive, .. new byte[2 * BlockBytes]];

    /// <summary>As far as written, without the end marker.</summary>
    public byte[] BuildOpen() => [.. _archive];

    private void Header(
        byte[] name, char type, long size, uint mode, uint owner = 0, uint group = 0, byte[]? link = null, uint major = 0, uint minor = 0, long modified = 1_000_000_000)
    {
        if (name.Length > 100)
        {
            Header("././@LongLink"u8.ToArray(), 'L', name.Length + 1, 0);
            Data([.. name, 0]);
        }

        var header = new byte[BlockBytes];
        name.AsSpan(0, Math.Min(name.Length, 100)).CopyTo(header);
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, owner);
        Octal(header, 116, 8, group);
        Octal(header, 124, 12, size);
        Octal(header, 136, 12, modified);
        header[156] = (byte)type;
        link?.CopyTo(header, 157);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octal(header, 329, 8, major);
        Octal(header, 337, 8, minor);
        header.AsSpan(148, 8).Fill((byte)' ');
        Octal(header, 148, 7, header.Sum(value => value));
        _archive.AddRange(header);
    }

    private void Data(byte[] data)
    {
        _archive.AddRange(data);
        _archive.AddRange(new byte[-data.Length & (BlockBytes - 1)]);
    }

    private static void Octal(byte[] header, int offset, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0')).CopyTo(header, offset);
}
