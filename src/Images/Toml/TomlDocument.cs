using System.Text;

namespace CriSharp.Images.Toml;

/// <summary>
/// Reads a TOML 1.0 document, strictly: everything in it but dates and times, which are refused. A key twice, a table defined twice, a
/// value where a table should be: each is an error with its line.
/// </summary>
internal sealed class TomlDocument
{
    private const int LongestBytes = 1024 * 1024;

    private readonly TomlScanner _scanner;
    private readonly TomlTable _root = new(1) { Origin = TomlTableOrigin.Header };

    private TomlDocument(string text) => _scanner = new TomlScanner(text);

    /// <summary>The root table.</summary>
    /// <exception cref="TomlException">It is not TOML; the message names the line.</exception>
    internal static TomlTable Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestBytes)
        {
            throw new TomlException(1, $"the document is longer than {LongestBytes} bytes");
        }

        try
        {
            return new TomlDocument(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8)).Read();
        }
        catch (DecoderFallbackException)
        {
            throw new TomlException(1, "the document is not UTF-8");
        }
    }

    private TomlTable Read()
    {
        var table = _root;
        while (true)
        {
            _scanner.SkipBlank();
            if (_scanner.Next == TomlScanner.End)
            {
                return _root;
            }

            if (_scanner.Next == '[')
            {
                table = Header();
            }
            else
            {
                TomlValues.Pair(_scanner, table, depth: 0);
            }

            _scanner.EndLine();
        }
    }

    private TomlTable Header()
    {
        var line = _scanner.Line;
        var isElement = _scanner.TryTake("[[");
        if (!isElement)
        {
            _scanner.Expect('[');
        }

        var key = TomlKey.Read(_scanner);
        _scanner.Expect(']');
        if (isElement)
        {
            _scanner.Expect(']');
        }

        var parent = Parent(key, line);
        return isElement ? Element(parent, key, line) : Table(parent, key, line);
    }

    private TomlTable Parent(IReadOnlyList<string> key, int line)
    {
        var table = _root;
        foreach (var name in key.SkipLast(1))
        {
            table = table.Entries.GetValueOrDefault(name) switch
            {
                null => Added(table, name, new TomlTable(line)),
                TomlTable { Origin: not TomlTableOrigin.Inline } existing => existing,
                TomlTableArray array => array.Tables[^1],
                var other => throw new TomlException(line, $"{name} is {other.Kind} since line {other.Line} and cannot have tables below it"),
            };
        }

        return table;
    }

    private static TomlTable Table(TomlTable parent, IReadOnlyList<string> key, int line)
    {
        switch (parent.Entries.GetValueOrDefault(key[^1]))
        {
            case null:
                return Added(parent, key[^1], new TomlTable(line) { Origin = TomlTableOrigin.Header });
            case TomlTable { Origin: TomlTableOrigin.Implied } implied:
                implied.Origin = TomlTableOrigin.Header;
                return implied;
            case var other:
                throw new TomlException(line, $"{string.Join('.', key)} is there already, {other.Kind} since line {other.Line}");
        }
    }

    private static TomlTable Element(TomlTable parent, IReadOnlyList<string> key, int line)
    {
        var array = parent.Entries.GetValueOrDefault(key[^1]) switch
        {
            null => Added(parent, key[^1], new TomlTableArray(line)),
            TomlTableArray existing => existing,
            var other => throw new TomlException(line, $"{string.Join('.', key)} is there already, {other.Kind} since line {other.Line}"),
        };
        var element = new TomlTable(line) { Origin = TomlTableOrigin.Header };
        array.Tables.Add(element);
        return element;
    }

    private static T Added<T>(TomlTable parent, string key, T value)
        where T : TomlValue
    {
        parent.Add(key, value);
        return value;
    }
}
