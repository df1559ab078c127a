using System.Globalization;
using System.Text;

namespace CriSharp.Tests.e2e.Client;

/// <summary>One line of a CRI log file; the file is Latin-1 to this reader, so that every byte is one character.</summary>
public sealed record LogRecord(DateTimeOffset Time, string Stream, bool IsPartial, string Content)
{
    /// <summary>Reads a whole log; a line that is not a record fails the test.</summary>
    public static IReadOnlyList<LogRecord> Read(string path)
    {
        var text = File.ReadAllText(path, Encoding.Latin1);
        if (text.Length == 0)
        {
            return [];
        }

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text[..^1].Split('\n').Select(Parse)];
    }

    private static LogRecord Parse(string line)
    {
        var parts = line.Split(' ', 4);
        Assert.True(parts.Length == 4, $"not a log record: {line}");
        Assert.Contains(parts[1], (string[])["stdout", "stderr"]);
        Assert.Contains(parts[2], (string[])["P", "F"]);
        var time = DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        return new LogRecord(time, parts[1], parts[2] == "P", parts[3]);
    }
}
