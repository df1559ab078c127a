using System.Buffers;
using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// What a plugin reads on its standard input: its own configuration with the members that the runtime inserts and without those that it
/// must not pass on (CNI specification, section 3, "Deriving execution configuration").
/// </summary>
internal static class PluginInput
{
    /// <summary>
    /// For ADD and DEL, with the arguments of the capabilities that the plugin declares, and the result before it if there is one.
    /// </summary>
    internal static ReadOnlyMemory<byte> Of(
        NetworkConfiguration network, PluginConfiguration plugin, JsonElement capabilityArguments, string? previousResult)
    {
        var arguments = capabilityArguments.EnumerateObject().Where(argument => plugin.Capabilities.Contains(argument.Name)).ToList();
        string[] replaced = arguments.Count > 0 ? ["capabilities", "prevResult", "runtimeConfig"] : ["capabilities", "prevResult"];
        return Write(network, plugin, replaced, writer =>
        {
            WriteArguments(writer, arguments);
            if (previousResult is not null)
            {
                writer.WritePropertyName("prevResult");
                writer.WriteRawValue(previousResult);
            }
        });
    }

    /// <summary>For GC, with the attachments that are still wanted.</summary>
    internal static ReadOnlyMemory<byte> OfGarbageCollection(
        NetworkConfiguration network, PluginConfiguration plugin, IReadOnlyCollection<PodNetworkAttachment> live) =>
        Write(network, plugin, ["capabilities"], writer =>
        {
            writer.WriteStartArray("cni.dev/valid-attachments");
            foreach (var attachment in live)
            {
                writer.WriteStartObject();
                writer.WriteString("containerID", attachment.SandboxId);
                writer.WriteString("ifname", attachment.InterfaceName);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    /// <summary>For STATUS.</summary>
    internal static ReadOnlyMemory<byte> OfStatus(NetworkConfiguration network, PluginConfiguration plugin) =>
        Write(network, plugin, ["capabilities"], static _ => { });

    private static ReadOnlyMemory<byte> Write(
        NetworkConfiguration network, PluginConfiguration plugin, string[] leftOut, Action<Utf8JsonWriter> writeInserted)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("cniVersion", network.Version);
            writer.WriteString("name", network.Name);
            foreach (var member in plugin.Json.EnumerateObject())
            {
                if (member.Name is not ("cniVersion" or "cniVersions" or "name") && !leftOut.Contains(member.Name))
                {
                    member.WriteTo(writer);
                }
            }

            writeInserted(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteArguments(Utf8JsonWriter writer, List<JsonProperty> arguments)
    {
        if (arguments.Count > 0)
        {
            writer.WriteStartObject("runtimeConfig");
            arguments.ForEach(argument => argument.WriteTo(writer));
            writer.WriteEndObject();
        }
    }
}
