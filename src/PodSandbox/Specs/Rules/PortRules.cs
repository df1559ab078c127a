using System.Net;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What port mappings must be like. Host port 0 means none.</summary>
internal static class PortRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Sandbox;

    public static void Validate(IReadOnlyList<Cri.PortMapping> mappings)
    {
        var taken = new HashSet<(Cri.Protocol Protocol, int Port, string Ip)>();
        for (var i = 0; i < mappings.Count; i++)
        {
            var (field, mapping) = ($"port_mappings[{i}]", mappings[i]);
            Check.Known($"{field}.protocol", mapping.Protocol);
            Check.Between($"{field}.host_port", mapping.HostPort, 0, ushort.MaxValue);
            Check.Between($"{field}.container_port", mapping.ContainerPort, mapping.HostPort > 0 ? 1 : 0, ushort.MaxValue);
            Check.Require(
                mapping.HostIp.Length == 0 || IPAddress.TryParse(mapping.HostIp, out _), $"{field}.host_ip", $"\"{mapping.HostIp}\" is not an address");
            Check.Require(
                mapping.HostPort == 0 || taken.Add((mapping.Protocol, mapping.HostPort, mapping.HostIp)), $"{field}.host_port", $"{mapping.HostPort} is mapped twice");
        }
    }
}
