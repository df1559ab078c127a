using System.Net;
using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>The result of ADD as far as a runtime reads it (CNI specification, section 5; the same members since 0.3.0).</summary>
internal static class CniResult
{
    /// <summary>The pod's addresses in the plugins' order, without prefix length and without those of interfaces on the host.</summary>
    /// <exception cref="JsonException">It is no result.</exception>
    internal static IReadOnlyList<string> AddressesOf(JsonElement result, string interfaceName)
    {
        var interfaces = CniJson.Items(result, "interfaces").ToList();
        return [.. CniJson.Items(result, "ips").Where(ip => IsThePods(ip, interfaces, interfaceName)).Select(AddressOf).Distinct()];
    }

    // An interface inside the pod tells its sandbox; plugins that leave that out call it by the name they were given.
    private static bool IsThePods(JsonElement ip, List<JsonElement> interfaces, string interfaceName)
    {
        if (ip.ValueKind != JsonValueKind.Object
            || !ip.TryGetProperty("interface", out var index)
            || index.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        if (!index.TryGetInt32(out var at) || at < 0 || at >= interfaces.Count)
        {
            throw new JsonException($"\"interface\": {index} of an address is not in \"interfaces\"");
        }

        return !string.IsNullOrEmpty(CniJson.Text(interfaces[at], "sandbox")) || CniJson.Text(interfaces[at], "name") == interfaceName;
    }

    private static string AddressOf(JsonElement ip)
    {
        var text = ip.ValueKind == JsonValueKind.Object ? CniJson.Text(ip, "address") ?? "" : "";
        var address = text.Split('/')[0];
        return IPAddress.TryParse(address, out var parsed)
            ? parsed.ToString()
            : throw new JsonException($"\"address\": \"{text}\" is no address");
    }
}
