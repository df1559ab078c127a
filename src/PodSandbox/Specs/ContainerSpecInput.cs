using CriSharp.Images;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.AppArmor;

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

    /// <summary>The nodes of the configuration's devices are the process's own instead of having the host's owner.</summary>
    public bool DeviceOwnershipFromProcess { get; init; }

    /// <summary>Every device of the host, for a privileged container; not looked at for others.</summary>
    public IReadOnlyList<HostDevice> HostDevices { get; init; } = [];

    /// <summary>Whether the runtime handler gives privileged containers the host's devices; if not, they may open only what they ask for.</summary>
    public bool GivesHostDevices { get; init; } = true;

    /// <summary>The PID namespace to join with mode TARGET.</summary>
    public string? TargetPidNamespace { get; init; }

    /// <summary>The profile that <see cref="SeccompChoice.LocalhostPath"/> names, read.</summary>
    public SeccompProfile? LocalhostSeccomp { get; init; }

    /// <summary>The node's AppArmor profiles.</summary>
    public AppArmorFacts AppArmor { get; init; } = AppArmorFacts.Absent;

    /// <summary>The configuration's security context; what is absent there reads as not specified here.</summary>
    internal Cri.LinuxContainerSecurityContext Security => Config.Linux?.SecurityContext ?? NoSecurityContext;

    /// <summary>Privileged in the full sense: with every device.</summary>
    internal bool HasHostDevices => Security.Privileged && GivesHostDevices;

    /// <summary>The container's SELinux contexts; null where SELinux is off.</summary>
    internal SeLinuxLabels? Labels => Sandbox.Labels is { } pod ? PodLabels.Container(Security, Node.SeLinux, pod) : null;

    internal Cri.LinuxContainerResources? Resources => Config.Linux?.Resources;

    private static readonly Cri.LinuxContainerSecurityContext NoSecurityContext = new();
}
