namespace CriSharp.Images.Toml;

/// <summary>Values, and the pairs that they stand in.</summary>
internal static class TomlValues
{
    private const int DeepestNesting = 32;

    /// <summary>Reads <c>key = value</c> into the table.</summary>
    internal static void Pair(TomlScanner scanner, TomlTable table, int depth)
    {
        var line = scanner.Line;
        var key = TomlKey.Read(scanner);
        scanner.Expect('=');
        scanner.SkipSpace();
        var owner = Owner(table, key, line);
        if (owner.Entries.TryGetValue(key[^1], out var first))
        {
            throw new TomlException(line, $"{string.Join('.', key)} is there already, {first.Kind} since line {first.Line}");
        }

        owner.Add(key[^1], Read(scanner, depth));
    }

    private static TomlTable Owner(TomlTable table, IReadOnlyList<string> key, int line)
    {
        foreach (var name in key.SkipLast(1))
        {
            if (!table.Entries.TryGetValue(name, out var existing))
            {
                existing = new TomlTable(line) { Origin = TomlTableOrigin.DottedKey };
                table.Add(name, existing);
            }

            table = existing is TomlTable { Origin: TomlTableOrigin.DottedKey } own
                ? own
                : throw new TomlException(line, $"{name} is {existing.Kind} since line {existing.Line}, a dotted key cannot add to it");
        }

        return table;
    }

    private static TomlValue Read(TomlScanner scanner, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw scanner.Wrong($"values are nested more than {DeepestNesting} deep");
        }

        return scanner.Next switch
        {
            '"' or '\'' => new TomlString(scanner.Line, TomlStrings.Read(scanner)),
            '[' => Array(scanner, depth),
            '{' => InlineTable(scanner, depth),
            _ => Word(scanner),
        };
    }

    private static TomlArray Array(TomlScanner scanner, int depth)
    {
        var line = scanner.Line;
        var items = new List<TomlValue>();
        scanner.Expect('[');
        for (scanner.SkipBlank(); scanner.Next != ']'; scanner.SkipBlank())
        {
            items.Add(Read(scanner, depth + 1));
            scanner.SkipBlank();
            if (scanner.Next != ']')
            {
                scanner.Expect(',');
            }
        }

        scanner.Take();
        return new TomlArray(line, items);
    }

    // On one line, without a comma at the end.
    private static TomlTable InlineTable(TomlScanner scanner, int depth)
    {
        var table = new TomlTable(scanner.Line);
        scanner.Expect('{');
        scanner.SkipSpace();
        if (scanner.Next != '}')
        {
            do
            {
                Pair(scanner, table, depth + 1);
                scanner.SkipSpace();
            }
            while (scanner.TryTake(","));
        }

        scanner.Expect('}');
        Close(table);
        return table;
    }

    // Nothing can be added to it later, nor to what its dotted keys made.
    private static void Close(TomlTable table)
    {
        table.Origin = TomlTableOrigin.Inline;
        foreach (var below in table.Entries.Values.OfType<TomlTable>())
        {
            Close(below);
        }
    }

    private static TomlValue Word(TomlScanner scanner)
    {
        var line = scanner.Line;
        var word = scanner.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or ':');
        return TomlNumbers.Read(line, word) ?? throw new TomlException(
            line,
            word.Length == 0 ? $"a value is expected, not {TomlScanner.Shown(scanner.Next)}"
            : TomlNumbers.IsDate(word) ? $"{word} is a date or time, which nothing here takes"
            : $"{word} is no value (a string needs quotes)");
    }
}
