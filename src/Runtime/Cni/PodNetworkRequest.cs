using CriSharp.Runtime.HostFiles;

namespace CriSharp.Runtime.Cni;

/// <summary>The pod that wants a network, with what becomes CNI arguments and capability arguments.</summary>
public sealed record PodNetworkRequest
{
    public required string SandboxId { get; init; }

    /// <summary>Where the pod's network namespace is pinned.</summary>
    public required string NamespacePath { get; init; }

    public required string PodName { get; init; }

    public required string PodNamespace { get; init; }

    public required string PodUid { get; init; }

    /// <summary>Host ports only: entries without one are left out by the caller.</summary>
    public IReadOnlyList<PortMapping> PortMappings { get; init; } = [];

    /// <summary>
    /// Pod annotations: bandwidth limits are read from <c>kubernetes.io/ingress-bandwidth</c> and <c>egress-bandwidth</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The pod's cgroup, for the <c>cgroupPath</c> capability; null if it has none.</summary>
    public string? CgroupPath { get; init; }

    /// <summary>For the <c>dns</c> capability; null if the pod takes the node's resolver.</summary>
    public PodDns? Dns { get; init; }

    /// <summary>Addresses the pod asks for, with prefix length (the <c>ips</c> capability).</summary>
    public IReadOnlyList<string> RequestedAddresses { get; init; } = [];

    /// <summary>The hardware address the pod asks for (the <c>mac</c> capability); null to let the plugin choose.</summary>
    public string? RequestedMac { get; init; }
}
