using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// JSON from files and plugins, with limits. A value of the wrong kind is a <see cref="JsonException"/> that names the key.
/// </summary>
internal static class CniJson
{
    /// <summary>The most that a configuration file or a plugin's answer may have.</summary>
    internal const int LimitBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    internal static JsonElement ParseObject(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new JsonException("not a JSON object");
    }

    /// <summary>The member's text; null if absent.</summary>
    internal static string? Text(JsonElement json, string key) =>
        Member(json, key, JsonValueKind.String) is { } text ? text.GetString() : null;

    /// <summary>The member's items; none if absent.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement json, string key) =>
        Member(json, key, JsonValueKind.Array) is { } array ? array.EnumerateArray() : [];

    /// <summary>Whether the member is there and true. libcni takes <c>"true"</c> for it too.</summary>
    internal static bool IsTrue(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"u8)));

    private static JsonElement? Member(JsonElement json, string key, JsonValueKind kind)
    {
        if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw new JsonException($"\"{key}\" is not {Name(kind)}");
    }

    private static string Name(JsonValueKind kind) => kind == JsonValueKind.Array ? "an array" : "a string";
}
