namespace CriSharp.Runtime.Namespaces;

/// <summary>Which namespaces a pod gets of its own; the others are the node's.</summary>
public sealed record SandboxNamespaceRequest
{
    /// <summary>Directory, made if absent, in which each namespace is pinned as <c>net</c>, <c>ipc</c>, <c>uts</c>, <c>user</c>.</summary>
    public required string Directory { get; init; }

    public bool Network { get; init; }

    public bool Ipc { get; init; }

    public bool Uts { get; init; }

    /// <summary>A user namespace of its own, with these mappings, that owns the pod's other namespaces; null: the node's. Id 0 must be mapped.</summary>
    public IdMappings? UserNamespace { get; init; }

    /// <summary>Host name to set; only with <see cref="Uts"/>.</summary>
    public string? Hostname { get; init; }

    /// <summary>Kernel parameters in dotted form, e.g. <c>net.ipv4.ip_unprivileged_port_start</c>, written inside the new namespaces.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();
}
