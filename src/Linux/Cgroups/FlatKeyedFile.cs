using System.Buffers.Text;

namespace CriSharp.Linux.Cgroups;

/// <summary>
/// Files of lines <c>key value</c>: <c>memory.events</c>, <c>cgroup.events</c>, <c>cpu.stat</c>, <c>memory.stat</c>, <c>memory.oom_control</c>
/// (the "flat keyed" format of the kernel's cgroup-v2 document).
/// </summary>
public static class FlatKeyedFile
{
    /// <summary>The number at <paramref name="key"/>, or null if the file has no such line.</summary>
    public static long? Value(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        foreach (var range in content.Split((byte)'\n'))
        {
            var line = content[range];
            if (line.Length > key.Length && line.StartsWith(key) && line[key.Length] == ' '
                && Utf8Parser.TryParse(line[(key.Length + 1)..], out long value, out _))
            {
                return value;
            }
        }

        return null;
    }
}
