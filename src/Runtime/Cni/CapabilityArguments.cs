using System.Buffers;
using System.Text;
using System.Text.Json;
using CriSharp.Runtime.HostFiles;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// What a pod asks of its network, by the names of CNI's conventions; each plugin gets, as <c>runtimeConfig</c>, those it declares.
/// </summary>
internal static class CapabilityArguments
{
    /// <summary>
    /// A JSON object with a member for every capability that some plugin of the network declares and the pod has a value for.
    /// </summary>
    internal static string Of(PodNetworkRequest request, NetworkConfiguration network)
    {
        var declared = network.Plugins.SelectMany(plugin => plugin.Capabilities).ToHashSet();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var capability in declared.Order(StringComparer.Ordinal))
            {
                Write(writer, capability, request);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string capability, PodNetworkRequest request)
    {
        switch (capability)
        {
            case "portMappings" when request.PortMappings.Count > 0:
                WritePorts(writer, request.PortMappings);
                break;
            case "bandwidth":
                BandwidthLimits.Of(request.Annotations).WriteTo(writer);
                break;
            case "dns" when request.Dns is { } dns:
                WriteDns(writer, dns);
                break;
            case "ips" when request.RequestedAddresses.Count > 0:
                WriteTexts(writer, "ips", request.RequestedAddresses);
                break;
            case "mac" when request.RequestedMac is { } mac:
                writer.WriteString("mac", mac);
                break;
            case "cgroupPath" when request.CgroupPath is { } path:
                writer.WriteString("cgroupPath", path);
                break;
            case "io.kubernetes.cri.pod-annotations" when request.Annotations.Count > 0:
                WriteAnnotations(writer, request.Annotations);
                break;
        }
    }

    private static void WritePorts(Utf8JsonWriter writer, IReadOnlyList<PortMapping> ports)
    {
        writer.WriteStartArray("portMappings");
        foreach (var port in ports)
        {
            writer.WriteStartObject();
            writer.WriteNumber("hostPort", port.HostPort);
            writer.WriteNumber("containerPort", port.ContainerPort);
            writer.WriteString("protocol", port.Protocol);
            writer.WriteString("hostIP", port.HostIp);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteDns(Utf8JsonWriter writer, PodDns dns)
    {
        writer.WriteStartObject("dns");
        WriteTexts(writer, "servers", dns.Servers);
        WriteTexts(writer, "searches", dns.Searches);
        WriteTexts(writer, "options", dns.Options);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> annotations)
    {
        writer.WriteStartObject("io.kubernetes.cri.pod-annotations");
        foreach (var (name, value) in annotations)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
