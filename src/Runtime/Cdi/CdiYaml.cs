using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// YAML as the JSON it stands for, so that both are read by one reader. Whether a plain word is a number depends on its key, not on its
/// looks: a device named <c>0</c> is a name, and <c>0660</c> a file mode in octal, as in YAML 1.1.
/// </summary>
internal static class CdiYaml
{
    // An alias repeats what it names: nine of nine of nine … fill any memory (a "billion laughs").
    private const int MostNodes = 100_000;

    private static readonly HashSet<string> Numbers =
        new(["major", "minor", "fileMode", "uid", "gid", "timeout", "additionalGids"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Booleans = new(["enableCMT", "enableMBM"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="JsonException">Not one YAML document, or one that cannot be JSON; the message has the line.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> yaml)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json);
        var nodes = 0;
        Write(writer, Parse(yaml), key: "", ref nodes);
        writer.Flush();
        return json.WrittenSpan.ToArray();
    }

    private static YamlNode Parse(ReadOnlySpan<byte> yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Encoding.UTF8.GetString(yaml)));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new JsonException($"has {stream.Documents.Count} YAML documents, not one");
        }
        catch (YamlException e)
        {
            throw new JsonException($"line {e.Start.Line}: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e); // a key twice
        }
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node, string key, ref int nodes)
    {
        if (++nodes > MostNodes)
        {
            throw Refused(node, $"more than {MostNodes} values, aliases included");
        }

        // The reader of the JSON has the same limit; here it also ends an alias to what it is in.
        if (writer.CurrentDepth > CdiJson.Default.Options.MaxDepth)
        {
            throw Refused(node, "nested too deeply");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                writer.WriteStartObject();
                foreach (var (name, value) in mapping.Children)
                {
                    var text = (name as YamlScalarNode)?.Value ?? throw Refused(name, "a key is not a word");
                    writer.WritePropertyName(text);
                    Write(writer, value, text, ref nodes);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Children)
                {
                    Write(writer, item, key, ref nodes);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(writer, scalar, key);
                break;
            default:
                throw Refused(node, "is neither mapping, sequence nor scalar");
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalarNode scalar, string key)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            writer.WriteNullValue();
        }
        else if (Numbers.Contains(key))
        {
            writer.WriteNumberValue(Number(text) ?? throw Refused(scalar, $"{key}: {text} is not a whole number"));
        }
        else if (Booleans.Contains(key))
        {
            writer.WriteBooleanValue(bool.TryParse(text, out var flag) ? flag : throw Refused(scalar, $"{key}: {text} is neither true nor false"));
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static long? Number(string text) => text switch
    {
        ['0', 'x', .. var digits] => long.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var value) ? value : null,
        ['0', 'o', .. var digits] => Octal(digits),
        ['0', _, ..] => Octal(text),
        _ => long.TryParse(text, NumberStyles.AllowLeadingSign, null, out var value) ? value : null,
    };

    private static long? Octal(string digits) => digits.Length is > 0 and < 20 && digits.All(digit => digit is >= '0' and <= '7')
        ? digits.Aggregate(0L, (value, digit) => (value << 3) | (uint)(digit - '0'))
        : null;

    private static JsonException Refused(YamlNode node, string cause) => new($"line {node.Start.Line}: {cause}");
}
