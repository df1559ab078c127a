namespace CriSharp.Cli.Arguments;

/// <summary>A label: <c>KEY=VALUE</c>, or <c>KEY</c> with an empty value.</summary>
internal static class Label
{
    /// <summary>Key and value.</summary>
    public static (string Key, string Value) Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals switch
        {
            < 0 when text.Length > 0 => (text, ""),
            > 0 => (text[..equals], text[(equals + 1)..]),
            _ => throw CommandException.Usage($"--label {text}: write KEY=VALUE"),
        };
    }
}
