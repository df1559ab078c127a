using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace CriSharp.Cli.Output;

/// <summary>Answers for programs, as JSON or YAML.</summary>
internal static class Structured
{
    // Google.Protobuf's own limit for reading is 100; what the daemon reports is its own JSON.
    private const int Depth = 128;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>The message in the JSON mapping of protobuf.</summary>
    public static JsonNode Of(IMessage message) => Parse(Formatter.Format(message));

    /// <summary>The debug map of a verbose CRI answer: its values are JSON texts by custom, and are put in as such.</summary>
    public static JsonObject Of(IEnumerable<KeyValuePair<string, string>> info)
    {
        var result = new JsonObject();
        foreach (var (key, value) in info.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            result[key] = TryParse(value);
        }

        return result;
    }

    /// <summary>Writes it in the given format, indented.</summary>
    public static void Write(TextWriter writer, JsonNode node, OutputFormat format)
    {
        if (format == OutputFormat.Yaml)
        {
            Yaml.Write(writer, node);
            return;
        }

        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            node.WriteTo(json);
        }

        writer.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static JsonNode Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = Depth })!;

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return text.StartsWith('{') || text.StartsWith('[') ? Parse(text) : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
