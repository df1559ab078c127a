namespace CriSharp.Runtime.Cni;

/// <summary>A pod's place in its network, complete enough to be released years later. Stored as JSON with the sandbox.</summary>
public sealed record PodNetworkAttachment
{
    public required string SandboxId { get; init; }

    /// <summary>Null after a reboot: the namespace is gone, and DEL runs with an empty CNI_NETNS.</summary>
    public string? NamespacePath { get; init; }

    public required string InterfaceName { get; init; }

    /// <summary>The configuration list as it was at ADD, JSON.</summary>
    public required string ConfigurationList { get; init; }

    /// <summary>CNI_ARGS.</summary>
    public required string Arguments { get; init; }

    /// <summary>The capability arguments (<c>runtimeConfig</c>), JSON object.</summary>
    public required string CapabilityArguments { get; init; }

    /// <summary>The last plugin's result, JSON; null until ADD has succeeded.</summary>
    public string? Result { get; init; }

    /// <summary>The pod's addresses in the plugin's order, without prefix length; the first is the pod IP.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}
