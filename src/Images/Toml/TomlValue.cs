namespace CriSharp.Images.Toml;

/// <summary>A value in a TOML document and the line it begins on, for messages.</summary>
internal abstract record TomlValue(int Line)
{
    /// <summary>What it is, in words.</summary>
    internal abstract string Kind { get; }
}

internal sealed record TomlString(int Line, string Value) : TomlValue(Line)
{
    internal override string Kind => "a string";
}

internal sealed record TomlBoolean(int Line, bool Value) : TomlValue(Line)
{
    internal override string Kind => "a boolean";
}

internal sealed record TomlInteger(int Line, long Value) : TomlValue(Line)
{
    internal override string Kind => "an integer";
}

internal sealed record TomlFloat(int Line, double Value) : TomlValue(Line)
{
    internal override string Kind => "a float";
}

internal sealed record TomlArray(int Line, IReadOnlyList<TomlValue> Items) : TomlValue(Line)
{
    internal override string Kind => "an array";
}

/// <summary>A table, its keys in the order of the document.</summary>
internal sealed record TomlTable(int Line) : TomlValue(Line)
{
    private readonly OrderedDictionary<string, TomlValue> _entries = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, TomlValue> Entries => _entries;

    /// <summary>How it came to be, which decides who may still add to it.</summary>
    internal TomlTableOrigin Origin { get; set; }

    internal override string Kind => "a table";

    internal void Add(string key, TomlValue value) => _entries.Add(key, value);
}

/// <summary>The elements that <c>[[headers]]</c> make: more may follow.</summary>
internal sealed record TomlTableArray(int Line) : TomlValue(Line)
{
    internal List<TomlTable> Tables { get; } = [];

    internal override string Kind => "an array of tables";
}
