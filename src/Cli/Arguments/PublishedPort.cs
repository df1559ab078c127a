using System.Globalization;
using System.Net;

namespace CriSharp.Cli.Arguments;

/// <summary>A port of the container made reachable on the host: <c>[IP:]HOST:CONTAINER[/tcp|udp|sctp]</c>.</summary>
internal static class PublishedPort
{
    /// <summary>The mapping as the CRI wants it; an IPv6 address stands in brackets.</summary>
    public static Cri.PortMapping Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        var ports = slash < 0 ? text : text[..slash];
        var last = ports.LastIndexOf(':');
        if (last < 0)
        {
            throw CommandException.Usage($"--publish {text}: name both ports, HOST:CONTAINER, such as 8080:80");
        }

        var first = ports[..last].LastIndexOf(':');
        return new Cri.PortMapping
        {
            Protocol = slash < 0 ? Cri.Protocol.Tcp : ProtocolOf(text, text[(slash + 1)..]),
            HostIp = first < 0 ? "" : AddressOf(text, ports[..first]),
            HostPort = PortOf(text, ports[(first + 1)..last]),
            ContainerPort = PortOf(text, ports[(last + 1)..]),
        };
    }

    private static Cri.Protocol ProtocolOf(string text, string name) => name.ToLowerInvariant() switch
    {
        "tcp" => Cri.Protocol.Tcp,
        "udp" => Cri.Protocol.Udp,
        "sctp" => Cri.Protocol.Sctp,
        _ => throw CommandException.Usage($"--publish {text}: protocol {name} is none of tcp, udp, sctp"),
    };

    private static string AddressOf(string text, string address)
    {
        var bracketed = address is ['[', .., ']'];
        return IPAddress.TryParse(bracketed ? address[1..^1] : address, out var ip) && bracketed == address.Contains(':', StringComparison.Ordinal)
            ? ip.ToString()
            : throw CommandException.Usage($"--publish {text}: {address} is not an IP address (IPv6 stands in brackets)");
    }

    private static int PortOf(string text, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? number
            : throw CommandException.Usage($"--publish {text}: '{port}' is not a port; ports go from 1 to 65535");
}
