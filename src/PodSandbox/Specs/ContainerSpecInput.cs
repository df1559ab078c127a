using CriSharp.Images;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Everything a container's OCI configuration is made from. The configuration must have passed <see cref="Rules.ContainerRules"/>; what needs
/// the file system (links, devices, profiles, accounts) was looked up by the caller.
/// </summary>
public sealed record ContainerSpecInput
{
    public required string ContainerId { get; init; }

    public required Cri.ContainerConfig Config { get; init; }

    public required SandboxFacts Sandbox { get; init; }

    public required ImageConfig Image { get; init; }

    public required ImageAccounts Accounts { get; init; }

    public required NodeFacts Node { get; init; }

    /// <summary>The root file system, a path absolute or relative to the bundle.</summary>
    public required string RootPath { get; init; }

    public required Cri.CgroupDriver CgroupDriver { get; init; }

    /// <summary>The configuration's mounts, in its order, with the host paths they mean after links are followed.</summary>
    public IReadOnlyList<ResolvedMount> Mounts { get; init; } = [];

    /// <summary>Places on the host for paths that the image declares as volumes, by path in the container.</summary>
    public IReadOnlyDictionary<string, string> DeclaredVolumes { get; init; } = new Dictionary<string, string>();

    /// <summary>The configuration's devices, resolved.</summary>
    public IReadOnlyList<ContainerDevice> Devices { get; init; } = [];

    /// <summary>Every device of the host, for a privileged container; not looked at for others.</summary>
    public IReadOnlyList<HostDevice> HostDevices { get; init; } = [];

    /// <summary>The PID namespace to join with mode TARGET.</summary>
    public string? TargetPidNamespace { get; init; }

    /// <summary>The profile that <see cref="SeccompChoice.LocalhostPath"/> names, read.</summary>
    public SeccompProfile? LocalhostSeccomp { get; init; }

    /// <summary>The configuration's security context; what is absent there reads as not specified here.</summary>
    internal Cri.LinuxContainerSecurityContext Security => Config.Linux?.SecurityContext ?? NoSecurityContext;

    internal Cri.LinuxContainerResources? Resources => Config.Linux?.Resources;

    private static readonly Cri.LinuxContainerSecurityContext NoSecurityContext = new();
}
