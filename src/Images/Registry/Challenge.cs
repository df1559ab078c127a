using System.Diagnostics.CodeAnalysis;

namespace CriSharp.Images.Registry;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, 11.6.1): how a registry wants to be asked. Pure.</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int LongestHeader = 16 * 1024;

    internal string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    /// <summary>The challenges in the order given; what is not understood is left out.</summary>
    internal static IReadOnlyList<Challenge> Parse(IEnumerable<string> headers)
    {
        var challenges = new List<Challenge>();
        foreach (var header in headers.Where(header => header.Length <= LongestHeader))
        {
            ParseHeader(header, challenges);
        }

        return challenges;
    }

    private static void ParseHeader(string header, List<Challenge> challenges)
    {
        var at = 0;
        Dictionary<string, string>? parameters = null;
        while (Word(header, ref at) is { } word)
        {
            if (Value(header, ref at, out var value))
            {
                parameters?.TryAdd(word, value);
            }
            else
            {
                parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                challenges.Add(new Challenge(word, parameters));
            }
        }
    }

    // A token; what stands between tokens (commas, spaces, the padding of a token68) separates.
    private static string? Word(string text, ref int at)
    {
        while (at < text.Length && !IsTokenLetter(text[at]))
        {
            at++;
        }

        var start = at;
        while (at < text.Length && IsTokenLetter(text[at]))
        {
            at++;
        }

        return at > start ? text[start..at] : null;
    }

    private static bool Value(string text, ref int at, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (at >= text.Length || text[at] != '=')
        {
            return false;
        }

        at++;
        value = at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Word(text, ref at) ?? "";
        return true;
    }

    private static string Quoted(string text, ref int at)
    {
        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            value.Append(text[at]);
        }

        at++;
        return value.ToString();
    }

    private static bool IsTokenLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal);
}
