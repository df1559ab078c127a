namespace CriSharp.Images.Toml;

/// <summary>What made a table (TOML 1.0, Table: each may be defined once).</summary>
internal enum TomlTableOrigin
{
    /// <summary>The header of a table below it: it may still get a header of its own.</summary>
    Implied,

    /// <summary>Its own <c>[header]</c>.</summary>
    Header,

    /// <summary>A dotted key: more dotted keys may add to it, a header may not.</summary>
    DottedKey,

    /// <summary>Braces: complete as it is.</summary>
    Inline,
}
