namespace CriSharp.Images.Toml;

/// <summary>What is wrong in a TOML document, and where.</summary>
internal sealed class TomlException(int line, string problem) : Exception($"line {line}: {problem}");
