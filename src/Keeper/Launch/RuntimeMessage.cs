using System.Text;
using CriSharp.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>What an OCI runtime has to say about a failure, as one line for a person.</summary>
internal static class RuntimeMessage
{
    private const int LimitBytes = 16 * 1024;
    private const string LogMessage = "msg=\"";

    /// <summary>Reads what is in a non-blocking pipe or terminal now.</summary>
    internal static string Read(SafeFileHandle source)
    {
        var buffer = new byte[LimitBytes];
        return Descriptor.TryRead(source, buffer) is { } count ? Of(buffer.AsSpan(0, count)) : "";
    }

    /// <summary>
    /// The last line that was written, without the dress of a log: runc writes <c>time="…" level=error msg="…"</c>.
    /// </summary>
    internal static string Of(ReadOnlySpan<byte> output)
    {
        var lines = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var last = lines.Length == 0 ? "" : lines[^1];
        var message = last.IndexOf(LogMessage, StringComparison.Ordinal);
        return message < 0 ? last : Unquote(last.AsSpan(message + LogMessage.Length));
    }

    /// <summary>Up to the closing quote; a backslash makes the next character an ordinary one.</summary>
    private static string Unquote(ReadOnlySpan<char> quoted)
    {
        var text = new StringBuilder();
        for (var i = 0; i < quoted.Length && quoted[i] != '"'; i++)
        {
            i += quoted[i] == '\\' && i + 1 < quoted.Length ? 1 : 0;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
