using System.Text;

namespace CriSharp.Images.Toml;

/// <summary>Walks over the characters of a document, counting lines; knows white space, comments and newlines.</summary>
internal sealed class TomlScanner(string text)
{
    internal const int End = -1;

    private int _at;

    internal int Line { get; private set; } = 1;

    /// <summary>The next character, or <see cref="End"/>.</summary>
    internal int Next => Peek(0);

    internal int Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : End;

    internal bool Follows(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    internal char Take()
    {
        if (_at == text.Length)
        {
            throw Wrong("the document ends here");
        }

        var taken = text[_at++];
        Line += taken == '\n' ? 1 : 0;
        return taken;
    }

    internal bool TryTake(string expected)
    {
        if (!Follows(expected))
        {
            return false;
        }

        foreach (var _ in expected)
        {
            Take();
        }

        return true;
    }

    internal void Expect(char expected)
    {
        if (Next != expected)
        {
            throw Wrong($"'{expected}' is expected, not {Shown(Next)}");
        }

        Take();
    }

    /// <summary>Everything up to the first character that does not satisfy.</summary>
    internal string TakeWhile(Func<char, bool> satisfies)
    {
        var taken = new StringBuilder();
        while (Next != End && satisfies((char)Next))
        {
            taken.Append(Take());
        }

        return taken.ToString();
    }

    internal void SkipSpace() => TakeWhile(c => c is ' ' or '\t');

    /// <summary>White space, comments and newlines, as between the elements of an array.</summary>
    internal void SkipBlank()
    {
        do
        {
            SkipSpace();
            SkipComment();
        }
        while (TryTakeNewline());
    }

    /// <summary>The rest of a line after a statement: nothing, or a comment.</summary>
    internal void EndLine()
    {
        SkipSpace();
        SkipComment();
        if (Next != End && !TryTakeNewline())
        {
            throw Wrong($"the line should end before {Shown(Next)}");
        }
    }

    internal bool TryTakeNewline() => TryTake("\n") || TryTake("\r\n");

    internal TomlException Wrong(string problem) => new(Line, problem);

    /// <summary>Whether the character may stand in a comment or a string: no control character but the tab.</summary>
    internal static bool IsText(int c) => c is '\t' or (>= ' ' and not 0x7f);

    internal static string Shown(int c) => c switch
    {
        End => "the end of the document",
        '\n' or '\r' => "the end of the line",
        _ => IsText(c) ? $"'{(char)c}'" : $"the character U+{c:X4}",
    };

    private void SkipComment()
    {
        if (Next == '#')
        {
            TakeWhile(c => IsText(c));
        }
    }
}
