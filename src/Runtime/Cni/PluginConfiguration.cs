using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>One plugin of a network: its program's name, the capabilities it declares, and the whole of its configuration.</summary>
internal sealed record PluginConfiguration(string Type, IReadOnlySet<string> Capabilities, JsonElement Json)
{
    /// <summary>Reads one element of <c>plugins</c>.</summary>
    /// <exception cref="JsonException">It is none; the message says why.</exception>
    internal static PluginConfiguration Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a plugin is not a JSON object");
        }

        var type = CniJson.Text(json, "type") ?? throw new JsonException("a plugin has no \"type\"");
        return IsFileName(type)
            ? new PluginConfiguration(type, Declared(json), json)
            : throw new JsonException($"\"type\": \"{type}\" is no file name");
    }

    private static bool IsFileName(string type) =>
        type is not ("" or "." or "..") && type.Length < 256 && !type.AsSpan().ContainsAny('/', '\0');

    private static HashSet<string> Declared(JsonElement json) =>
        json.TryGetProperty("capabilities", out var capabilities) && capabilities.ValueKind == JsonValueKind.Object
            ? [.. from capability in capabilities.EnumerateObject() where capability.Value.ValueKind == JsonValueKind.True select capability.Name]
            : [];
}
