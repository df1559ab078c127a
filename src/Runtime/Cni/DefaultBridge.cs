using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// The configuration list of the default network: a bridge whose pods reach the outside through the node's addresses, with host ports and
/// bandwidth limits, by the plugins of the package containernetworking-plugins (1.1.1 in Debian 12, 13 and Ubuntu 24.04: CNI 1.0.0).
/// </summary>
public static class DefaultBridge
{
    /// <summary>The file name to write it under: late in lexical order, so that any other network wins.</summary>
    public const string FileName = "90-crisharp.conflist";

    /// <summary>
    /// The text of the file. <c>isGateway</c> gives the bridge the first address of each range and switches on forwarding;
    /// <c>hairpinMode</c> lets a pod reach itself through its host port.
    /// </summary>
    public static string ConfigurationList(DefaultBridgeOptions options)
    {
        string[] subnets = options.Subnet6 is { } subnet6 ? [options.Subnet, subnet6] : [options.Subnet];
        string[] destinations = options.Subnet6 is null ? ["0.0.0.0/0"] : ["0.0.0.0/0", "::/0"];
        return $$"""
            {
              "cniVersion": "1.0.0",
              "name": {{Text(options.Name)}},
              "plugins": [
                {
                  "type": "bridge",
                  "bridge": {{Text(options.Bridge)}},
                  "isGateway": true,
                  "ipMasq": true,
                  "hairpinMode": true,
                  "ipam": {
                    "type": "host-local",
                    "dataDir": {{Text(options.ReservationDirectory)}},
                    "ranges": [{{string.Join(", ", subnets.Select(subnet => $"[{{ \"subnet\": {Text(subnet)} }}]"))}}],
                    "routes": [{{string.Join(", ", destinations.Select(destination => $"{{ \"dst\": {Text(destination)} }}"))}}]
                  }
                },
                { "type": "portmap", "capabilities": { "portMappings": true } },
                { "type": "bandwidth", "capabilities": { "bandwidth": true } }
              ]
            }

            """;
    }

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
