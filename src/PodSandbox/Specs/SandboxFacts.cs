using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Specs;

/// <summary>What a ready sandbox lends to its containers. Paths are on the host.</summary>
public sealed record SandboxFacts
{
    public required string Id { get; init; }

    /// <summary>As it was given to RunPodSandbox.</summary>
    public required Cri.PodSandboxConfig Config { get; init; }

    public required SandboxNamespacePaths Namespaces { get; init; }

    /// <summary>The pod's parent cgroup, made by <see cref="CgroupPaths.PodParent"/>.</summary>
    public required string CgroupParent { get; init; }

    /// <summary>What <c>HOSTNAME</c> says: the pod's host name, the node's with host network.</summary>
    public required string Hostname { get; init; }

    public required string HostsPath { get; init; }

    public required string ResolvConfPath { get; init; }

    public required string HostnamePath { get; init; }

    /// <summary>The pod's SELinux contexts; null where SELinux is off.</summary>
    public SeLinuxLabels? Labels { get; init; }

    /// <summary>The pod's shared memory directory; the node's own with host IPC.</summary>
    public required string ShmPath { get; init; }
}
