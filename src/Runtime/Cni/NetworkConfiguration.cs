using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// A network: a CNI configuration list, or a single plugin's configuration read as a list of one (CNI specification, section 1).
/// </summary>
internal sealed record NetworkConfiguration
{
    private const int MostPlugins = 64;

    internal required string Name { get; init; }

    /// <summary>What <c>cniVersion</c> and <c>cniVersions</c> offer and this runtime speaks, the newest first.</summary>
    internal required IReadOnlyList<string> Versions { get; init; }

    /// <summary>The version that calls are made with: the newest, unless plugins told that they do not speak it.</summary>
    internal string Version => Versions[0];

    internal required bool DisablesGarbageCollection { get; init; }

    internal required IReadOnlyList<PluginConfiguration> Plugins { get; init; }

    /// <summary>Reads the text of a <c>.conflist</c>, <c>.conf</c> or <c>.json</c> file.</summary>
    /// <exception cref="JsonException">It is not one; the message says why.</exception>
    internal static NetworkConfiguration Parse(ReadOnlyMemory<byte> text)
    {
        var json = CniJson.ParseObject(text);
        var plugins = json.TryGetProperty("plugins", out _)
            ? CniJson.Items(json, "plugins").Select(PluginConfiguration.Parse).ToList()
            : [PluginConfiguration.Parse(json)];
        return new NetworkConfiguration
        {
            Name = NameOf(json),
            Versions = VersionsOf(json),
            DisablesGarbageCollection = CniJson.IsTrue(json, "disableGC"),
            Plugins = plugins.Count is > 0 and <= MostPlugins
                ? plugins
                : throw new JsonException($"\"plugins\" has {plugins.Count} entries"),
        };
    }

    /// <summary>The configuration as a list again, with the one version that is used: what is stored with an attachment.</summary>
    internal string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("cniVersion", Version);
            writer.WriteString("name", Name);
            writer.WriteBoolean("disableGC", DisablesGarbageCollection);
            writer.WriteStartArray("plugins");
            foreach (var plugin in Plugins)
            {
                plugin.Json.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // The name becomes a directory of IPAM plugins, so libcni restricts it the same way.
    private static string NameOf(JsonElement json)
    {
        var name = CniJson.Text(json, "name") is { Length: > 0 } given ? given : throw new JsonException("\"name\" is missing");
        return char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? name
            : throw new JsonException($"\"name\": \"{name}\" has characters other than letters, digits, '_', '.' and '-'");
    }

    private static IReadOnlyList<string> VersionsOf(JsonElement json)
    {
        var offered = CniJson.Items(json, "cniVersions").Select(version => version.ToString()).ToList();
        if (CniJson.Text(json, "cniVersion") is { } version)
        {
            offered.Add(version);
        }

        return CniVersion.NewestFirst(offered) is { Count: > 0 } known
            ? known
            : throw new JsonException(
                $"\"cniVersion\" is {(offered.Count == 0 ? "missing" : string.Join(", ", offered))}; known are {CniVersion.Range}");
    }
}
