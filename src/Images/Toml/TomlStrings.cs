using System.Globalization;
using System.Text;

namespace CriSharp.Images.Toml;

/// <summary>The four forms of strings (TOML 1.0, String).</summary>
internal static class TomlStrings
{
    /// <summary>Reads the string that begins here, in any form.</summary>
    internal static string Read(TomlScanner scanner) =>
        scanner.TryTake("\"\"\"") ? Long(scanner, '"', escapes: true)
        : scanner.TryTake("'''") ? Long(scanner, '\'', escapes: false)
        : OneLine(scanner);

    /// <summary>A string of one line: the only forms that a key may have.</summary>
    internal static string OneLine(TomlScanner scanner)
    {
        var quote = scanner.Take();
        var content = new StringBuilder();
        while (scanner.Next != quote)
        {
            if (scanner.Next is TomlScanner.End or '\n' or '\r')
            {
                throw scanner.Wrong("the string has no end on its line");
            }

            Append(scanner, content, escapes: quote == '"');
        }

        scanner.Take();
        return content.ToString();
    }

    private static string Long(TomlScanner scanner, char quote, bool escapes)
    {
        var begin = scanner.Line;
        var content = new StringBuilder();
        scanner.TryTakeNewline(); // one right after the quotes is not part of it
        while (true)
        {
            if (scanner.Next == quote && Quotes(scanner, quote) is var quotes)
            {
                if (quotes >= 3)
                {
                    return Closed(scanner, content, quote, quotes);
                }

                content.Append(quote, quotes);
            }
            else if (scanner.Next == TomlScanner.End)
            {
                throw new TomlException(begin, "the string has no end");
            }
            else if (scanner.TryTakeNewline())
            {
                content.Append('\n');
            }
            else if (!(escapes && TrySkipBrokenLine(scanner)))
            {
                Append(scanner, content, escapes);
            }
        }
    }

    private static int Quotes(TomlScanner scanner, char quote) => scanner.TakeWhile(c => c == quote).Length;

    // Up to two quotes may stand directly before the three that end it.
    private static string Closed(TomlScanner scanner, StringBuilder content, char quote, int quotes) => quotes <= 5
        ? content.Append(quote, quotes - 3).ToString()
        : throw scanner.Wrong("too many quotes end the string");

    // A backslash at a line's end swallows the newline and all white space after it.
    private static bool TrySkipBrokenLine(TomlScanner scanner)
    {
        var ahead = 1;
        while (scanner.Peek(ahead) is ' ' or '\t')
        {
            ahead++;
        }

        if (scanner.Next != '\\' || !(scanner.Peek(ahead) == '\n' || (scanner.Peek(ahead) == '\r' && scanner.Peek(ahead + 1) == '\n')))
        {
            return false;
        }

        scanner.Take();
        do
        {
            scanner.SkipSpace();
        }
        while (scanner.TryTakeNewline());

        return true;
    }

    private static void Append(TomlScanner scanner, StringBuilder content, bool escapes)
    {
        if (!TomlScanner.IsText(scanner.Next))
        {
            throw scanner.Wrong($"{TomlScanner.Shown(scanner.Next)} cannot stand in a string");
        }

        var c = scanner.Take();
        if (c == '\\' && escapes)
        {
            content.Append(Escaped(scanner));
        }
        else
        {
            content.Append(c);
        }
    }

    private static string Escaped(TomlScanner scanner) => scanner.Take() switch
    {
        'b' => "\b",
        't' => "\t",
        'n' => "\n",
        'f' => "\f",
        'r' => "\r",
        '"' => "\"",
        '\\' => "\\",
        'u' => Scalar(scanner, 4),
        'U' => Scalar(scanner, 8),
        var other => throw scanner.Wrong($"there is no escape \\{(TomlScanner.IsText(other) ? other : '?')}"),
    };

    private static string Scalar(TomlScanner scanner, int digits)
    {
        var text = new StringBuilder();
        while (text.Length < digits && scanner.Next != TomlScanner.End && char.IsAsciiHexDigit((char)scanner.Next))
        {
            text.Append(scanner.Take());
        }

        return text.Length == digits
            && uint.TryParse(text.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && Rune.TryCreate(value, out var rune)
                ? rune.ToString()
                : throw scanner.Wrong($"the escape is not {digits} hexadecimal digits of a Unicode character");
    }
}
