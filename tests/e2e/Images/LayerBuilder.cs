using System.Formats.Tar;
using System.Text;

namespace CriSharp.Tests.e2e.Images;

/// <summary>Writes one layer as a tar stream, entry by entry, in the order and with the oddities a test wants.</summary>
public sealed class LayerBuilder
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;

    private readonly List<TarEntry> _entries = [];

    public LayerBuilder Directory(string path, int mode = 0b111_101_101, int uid = 0, int gid = 0) =>
        Add(new PaxTarEntry(TarEntryType.Directory, path + "/") { Mode = (UnixFileMode)mode, Uid = uid, Gid = gid });

    public LayerBuilder File(string path, string text, int uid = 0, int gid = 0) =>
        Add(Regular(path, Encoding.UTF8.GetBytes(text), Readable, uid, gid));

    public LayerBuilder Program(string path, byte[] content, int mode = (int)Executable) =>
        Add(Regular(path, content, (UnixFileMode)mode, 0, 0));

    public LayerBuilder FileWithAttribute(string path, string text, string name, string value)
    {
        var attributes = new Dictionary<string, string> { ["SCHILY.xattr." + name] = value };
        var entry = new PaxTarEntry(TarEntryType.RegularFile, path, attributes) { Mode = Readable };
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Add(entry);
    }

    public LayerBuilder Link(string path, string target) =>
        Add(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target, Mode = (UnixFileMode)0b111_111_111 });

    public LayerBuilder HardLink(string path, string target) =>
        Add(new PaxTarEntry(TarEntryType.HardLink, path) { LinkName = target });

    public LayerBuilder CharacterDevice(string path, int major, int minor) =>
        Add(new PaxTarEntry(TarEntryType.CharacterDevice, path) { DeviceMajor = major, DeviceMinor = minor, Mode = Readable });

    /// <summary>The mark that hides a file of a lower layer.</summary>
    public LayerBuilder Whiteout(string directory, string name) => File($"{directory}/.wh.{name}", "");

    /// <summary>The mark that hides everything lower layers have in a directory.</summary>
    public LayerBuilder Opaque(string directory) => File($"{directory}/.wh..wh..opq", "");

    /// <summary>The tar file of all entries so far.</summary>
    public byte[] ToTar()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            _entries.ForEach(writer.WriteEntry);
        }

        return tar.ToArray();
    }

    private static PaxTarEntry Regular(string path, byte[] content, UnixFileMode mode, int uid, int gid) =>
        new(TarEntryType.RegularFile, path) { Mode = mode, Uid = uid, Gid = gid, DataStream = new MemoryStream(content) };

    private LayerBuilder Add(TarEntry entry)
    {
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        _entries.Add(entry);
        return this;
    }
}
