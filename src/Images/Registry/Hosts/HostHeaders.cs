using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>The table <c>header</c>: names with a value or several.</summary>
internal static class HostHeaders
{
    internal static IEnumerable<KeyValuePair<string, string>> Read(TomlValue? headers) => headers switch
    {
        null => [],
        TomlTable table => table.Entries.SelectMany(header => Values(header.Key, header.Value).Select(value => Header(header.Key, value))),
        _ => throw new TomlException(headers.Line, $"header is {headers.Kind}, not a table of headers"),
    };

    private static IEnumerable<TomlString> Values(string name, TomlValue value) => value switch
    {
        TomlString one => [one],
        TomlArray several => several.Items.Select(item => Text(name, item)),
        _ => [Text(name, value)],
    };

    private static TomlString Text(string name, TomlValue value) =>
        value as TomlString ?? throw new TomlException(value.Line, $"header {name} is {value.Kind}, not a string");

    // A line break in a value would begin another header, or another request.
    private static KeyValuePair<string, string> Header(string name, TomlString value) =>
        name.Length > 0 && name.All(IsNameCharacter) && !value.Value.Any(char.IsControl)
            ? new(name, value.Value)
            : throw new TomlException(value.Line, $"header \"{name}\" is not a header of HTTP");

    // RFC 9110, token.
    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
