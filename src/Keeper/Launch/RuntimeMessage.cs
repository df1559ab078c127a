using System.Text;
using System.Text.RegularExpressions;
using CriSharp.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>What an OCI runtime has to say about a failure, as one line for a person.</summary>
internal static partial class RuntimeMessage
{
    private const int LimitBytes = 16 * 1024;

    /// <summary>Reads what is in a non-blocking pipe or terminal now.</summary>
    internal static string Read(SafeFileHandle source)
    {
        var buffer = new byte[LimitBytes];
        return Descriptor.TryRead(source, buffer) is { } count ? Of(buffer.AsSpan(0, count)) : "";
    }

    /// <summary>The last line that was written, without the dress of a log: runc writes <c>time="…" level=error msg="…"</c>.</summary>
    internal static string Of(ReadOnlySpan<byte> output)
    {
        var lines = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var last = lines.Length == 0 ? "" : lines[^1];
        return LogMessage().Match(last) is { Success: true } match
            ? EscapedCharacter().Replace(match.Groups[1].Value, "$1")
            : last;
    }

    [GeneratedRegex(@"\bmsg=""((?:[^""\\]|\\.)*)""", RegexOptions.NonBacktracking)]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex EscapedCharacter();
}
