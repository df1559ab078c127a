using System.Text.Json;

namespace CriSharp.Runtime.Cdi;

/// <summary>Reads one CDI file from its bytes; never fails: what is wrong with it is in the result.</summary>
internal static class CdiReader
{
    /// <summary>The largest file that is read.</summary>
    public const int LimitBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Outline = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public static CdiSource Read(string path, int rank, ReadOnlySpan<byte> text)
    {
        byte[] json = [];
        try
        {
            json = Path.GetExtension(path) == ".json" ? text.ToArray() : CdiYaml.ToJson(text);
            var file = JsonSerializer.Deserialize(json, CdiJson.Default.CdiFile) ?? throw new JsonException("is null");
            CdiRules.Validate(file);
            return new CdiSource(path, rank, file.Kind, [.. file.Devices!.Select(device => device!.Name!)], file, Problem: null);
        }
        catch (JsonException e)
        {
            return Broken(path, rank, Cause(e), json);
        }
    }

    /// <summary>A file that says nothing because of <paramref name="problem"/>.</summary>
    public static CdiSource Broken(string path, int rank, string problem) => new(path, rank, null, [], null, problem);

    private static CdiSource Broken(string path, int rank, string problem, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Outline);
            return Broken(path, rank, problem) with { Kind = Kind(document.RootElement), Names = [.. Names(document.RootElement)] };
        }
        catch (JsonException)
        {
            return Broken(path, rank, problem);
        }
    }

    // .NET's own words tell of types nobody knows; the place is what helps.
    private static string Cause(JsonException e) => e.Path is null ? e.Message
        : e.InnerException is null && e.Message.Contains("could not be mapped", StringComparison.Ordinal) ? $"{e.Path} is not in the specification"
        : $"{e.Path} is not as in the specification, line {e.LineNumber + 1}";

    private static string? Kind(JsonElement root) => Text(root, "kind") is { } kind && CdiNames.IsKind(kind) ? kind : null;

    private static IEnumerable<string> Names(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("devices", out var devices) && devices.ValueKind == JsonValueKind.Array
            ? devices.EnumerateArray().Select(device => Text(device, "name")).OfType<string>().Distinct(StringComparer.Ordinal)
            : [];

    private static string? Text(JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
