using System.Text.RegularExpressions;

namespace CriSharp.Linux.Proc;

/// <summary><c>/etc/os-release</c> (os-release(5)): lines <c>NAME=value</c> with a value that may be quoted as in a shell.</summary>
public static partial class OsReleaseFile
{
    /// <summary>The value at <paramref name="name"/> without its quotes; null if there is no such line.</summary>
    public static string? Value(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] == '=')
            {
                return Unquote(line[(name.Length + 1)..].Trim().ToString());
            }
        }

        return null;
    }

    private static string Unquote(string value) => value switch
    {
        ['"', .. var content, '"'] => Escape().Replace(content, "$1"),
        ['\'', .. var content, '\''] => content,
        _ => value,
    };

    // Inside double quotes a backslash makes the next of $ " ` \ plain.
    [GeneratedRegex(@"\\([$""`\\])")]
    private static partial Regex Escape();
}
