namespace CriSharp.Cli.Output;

/// <summary>How a verb answers: for people, or for programs with field names that stay.</summary>
internal enum OutputFormat
{
    /// <summary>Aligned columns.</summary>
    Table,

    /// <summary>JSON in the protobuf mapping: camelCase names, 64-bit numbers as strings, defaults written out.</summary>
    Json,

    /// <summary>The same as <see cref="Json"/>, in YAML.</summary>
    Yaml,
}
