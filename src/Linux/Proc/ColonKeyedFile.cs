namespace CriSharp.Linux.Proc;

/// <summary>Files of lines <c>Key: value</c>: <c>/proc/meminfo</c>, <c>/proc/&lt;pid&gt;/status</c>.</summary>
public static class ColonKeyedFile
{
    /// <summary>What follows <paramref name="key"/> and its colon, trimmed; null if there is no such line.</summary>
    public static string? Value(string text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > key.Length && line.StartsWith(key, StringComparison.Ordinal) && line[key.Length] == ':')
            {
                return line[(key.Length + 1)..].Trim().ToString();
            }
        }

        return null;
    }

    /// <summary>The bytes of a line like <c>MemTotal:  24731708 kB</c> (the unit is KiB); null if there is no such line.</summary>
    public static long? Bytes(string text, string key) =>
        Value(text, key) is { } value && value.EndsWith(" kB", StringComparison.Ordinal) && long.TryParse(value[..^3], out var kibibytes)
            ? kibibytes * 1024
            : null;
}
