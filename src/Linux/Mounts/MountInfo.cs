using System.Text;

namespace CriSharp.Linux.Mounts;

/// <summary>One mount of this process's mount namespace: a line of <c>/proc/self/mountinfo</c> (proc_pid_mountinfo(5)).</summary>
public sealed record MountInfo
{
    private const byte Space = (byte)' ';

    /// <summary>The mount's id; greater for later mounts until the kernel reuses ids.</summary>
    public required int Id { get; init; }

    /// <summary>The id of the mount this one is mounted on.</summary>
    public required int ParentId { get; init; }

    /// <summary><c>major:minor</c> of the file system.</summary>
    public required string Device { get; init; }

    /// <summary>The directory of the file system that is shown.</summary>
    public required string Root { get; init; }

    /// <summary>Where, as this process sees it.</summary>
    public required string MountPoint { get; init; }

    /// <summary>Options of the mount, comma-separated: <c>ro,nosuid</c>.</summary>
    public required string Options { get; init; }

    /// <summary>Propagation: <c>shared:N</c>, <c>master:N</c>, <c>propagate_from:N</c>, <c>unbindable</c>; empty when private.</summary>
    public required IReadOnlyList<string> Propagation { get; init; }

    /// <summary>File system type.</summary>
    public required string Type { get; init; }

    /// <summary>What was given as source; <c>none</c> or a name for file systems without a device.</summary>
    public required string Source { get; init; }

    /// <summary>Options of the file system, comma-separated: <c>lowerdir=…</c>.</summary>
    public required string SuperOptions { get; init; }

    /// <summary>Whether mounts made here spread to peers.</summary>
    public bool IsShared => Propagation.Any(tag => tag.StartsWith("shared:", StringComparison.Ordinal));

    /// <summary>Whether mounts made at the other end come here.</summary>
    public bool IsSlave => Propagation.Any(tag => tag.StartsWith("master:", StringComparison.Ordinal));

    /// <summary>Every mount that this process sees, in the kernel's order: later ones cover earlier ones.</summary>
    public static IReadOnlyList<MountInfo> Read() => Parse(File.ReadAllBytes("/proc/self/mountinfo"));

    /// <summary>The mounts at <paramref name="path"/> or below it, in the kernel's order.</summary>
    public static IReadOnlyList<MountInfo> ReadAtOrBelow(string path)
    {
        var below = path.EndsWith('/') ? path : path + "/";
        return [.. Read().Where(mount => mount.MountPoint == path || mount.MountPoint.StartsWith(below, StringComparison.Ordinal))];
    }

    /// <summary>Parses the text of a mountinfo file; a line that is none is a <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<MountInfo> Parse(ReadOnlySpan<byte> text)
    {
        var mounts = new List<MountInfo>();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!text[range].IsEmpty)
            {
                mounts.Add(ParseLine(text[range]));
            }
        }

        return mounts;
    }

    private static MountInfo ParseLine(ReadOnlySpan<byte> line)
    {
        var rest = line;
        return new MountInfo
        {
            Id = NextNumber(ref rest),
            ParentId = NextNumber(ref rest),
            Device = Next(ref rest),
            Root = Next(ref rest),
            MountPoint = Next(ref rest),
            Options = Next(ref rest),
            Propagation = NextOptional(ref rest),
            Type = Next(ref rest),
            Source = Next(ref rest),
            SuperOptions = Next(ref rest),
        };
    }

    private static int NextNumber(ref ReadOnlySpan<byte> rest) => int.Parse(Next(ref rest));

    // The optional fields: none or more, ended by a lone hyphen.
    private static List<string> NextOptional(ref ReadOnlySpan<byte> rest)
    {
        var tags = new List<string>();
        while (Next(ref rest) is var tag && tag != "-")
        {
            tags.Add(tag);
        }

        return tags;
    }

    // A source may be empty (mount -t tmpfs ""), so an empty field is a field; only the line's end is none.
    private static string Next(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            throw new FormatException("mountinfo: a line with too few fields");
        }

        var end = rest.IndexOf(Space);
        var field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return Unescape(field);
    }

    // The kernel writes space, tab, newline and backslash (and in options '#') as \ooo.
    private static string Unescape(ReadOnlySpan<byte> field)
    {
        if (!field.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(field);
        }

        Span<byte> plain = new byte[field.Length];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            plain[length++] = IsEscape(field[i..]) ? Octal(field, ref i) : field[i];
        }

        return Encoding.UTF8.GetString(plain[..length]);
    }

    private static bool IsEscape(ReadOnlySpan<byte> at) =>
        at.Length > 3 && at[0] == (byte)'\\' && !at[1..4].ContainsAnyExceptInRange((byte)'0', (byte)'7');

    private static byte Octal(ReadOnlySpan<byte> field, ref int at)
    {
        var value = ((field[at + 1] - '0') << 6) | ((field[at + 2] - '0') << 3) | (field[at + 3] - '0');
        at += 3;
        return (byte)value;
    }
}
