using System.Text;

namespace CriSharp.Linux.Proc;

/// <summary><c>/proc/&lt;pid&gt;/mountinfo</c>: the mounts that a process sees, in the order they were made.</summary>
public static class MountInfoFile
{
    private const int FirstOptionalField = 6;

    /// <summary>The mounts of this process.</summary>
    public static IReadOnlyList<MountPoint> ReadSelf() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>The mounts in the file's text; a line of another shape is a <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<MountPoint> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    private static MountPoint ParseLine(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-", Math.Min(FirstOptionalField, fields.Length));
        if (separator < 0 || fields.Length < separator + 4
            || !int.TryParse(fields[0], out var id) || !int.TryParse(fields[1], out var parentId))
        {
            throw new FormatException($"mountinfo line {line}: not as in proc_pid_mountinfo(5)");
        }

        return new MountPoint(
            id,
            parentId,
            Unescape(fields[3]),
            Unescape(fields[4]),
            fields[5],
            string.Join(' ', fields[FirstOptionalField..separator]),
            fields[separator + 1],
            Unescape(fields[separator + 2]),
            fields[separator + 3]);
    }

    // The kernel writes space, tab, newline and backslash as \ooo; the rest of a path is bytes, mostly UTF-8.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var unescaped = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                unescaped.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                unescaped.Append(field[i]);
            }
        }

        return unescaped.ToString();
    }
}
