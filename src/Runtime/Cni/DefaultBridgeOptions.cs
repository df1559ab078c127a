namespace CriSharp.Runtime.Cni;

/// <summary>The default network of a node without a cluster.</summary>
public sealed class DefaultBridgeOptions
{
    /// <summary>The network's name, also the directory of its address reservations.</summary>
    public string Name { get; set; } = "crisharp";

    /// <summary>The bridge's interface name.</summary>
    public string Bridge { get; set; } = "crisharp0";

    /// <summary>
    /// IPv4 range of the pods; its first address is the bridge's. Chosen apart from the usual ranges of Docker and Podman (10.88, 10.89,
    /// 172.17 and later), flannel (10.244), k3s (10.42), services (10.96), kubenet and clouds (10.0, 172.31).
    /// </summary>
    public string Subnet { get; set; } = "10.203.64.0/20";

    /// <summary>IPv6 range, a unique local one (RFC 4193); null for pods with IPv4 only.</summary>
    public string? Subnet6 { get; set; } = "fd43:7269:5368::/64";

    /// <summary>Where address reservations are kept; must survive a restart of the daemon.</summary>
    public required string ReservationDirectory { get; set; }
}
