using System.Text.Json.Serialization;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.State;

/// <summary>What the daemon knows of a pod sandbox. Immutable: a change is a new record.</summary>
public sealed record SandboxRecord
{
    public required SandboxId Id { get; init; }

    /// <summary>As RunPodSandbox gave it; never changed.</summary>
    public required Cri.PodSandboxConfig Config { get; init; }

    public required SandboxRecordFacts Facts { get; init; }

    public PodIdentity Identity => PodIdentity.Of(Config);

    /// <summary>What the pod costs beside its containers, by the last word. The caller must not change it.</summary>
    public Cri.LinuxContainerResources? Overhead => Latest(Facts.Overhead, Config.Linux?.Overhead);

    /// <summary>The sum of the containers' resources, by the last word. The caller must not change it.</summary>
    public Cri.LinuxContainerResources? Resources => Latest(Facts.Resources, Config.Linux?.Resources);

    public SandboxRecord With(SandboxState state) => this with { Facts = Facts with { State = state } };

    private static Cri.LinuxContainerResources? Latest(byte[]? updated, Cri.LinuxContainerResources? given) =>
        updated is null ? given : Cri.LinuxContainerResources.Parser.ParseFrom(updated);
}

/// <summary>The part of a sandbox's record that is ours, stored as JSON.</summary>
public sealed record SandboxRecordFacts
{
    public required SandboxState State { get; init; }

    /// <summary>As asked for; empty is the default handler.</summary>
    public required string RuntimeHandler { get; init; }

    /// <summary>What that meant. Null: the record is older than this, and the configuration of now decides.</summary>
    public RuntimeChoice? Runtime { get; init; }

    /// <summary>The handler's name.</summary>
    [JsonIgnore]
    public string Handler => Runtime?.Handler ?? RuntimeHandler;

    /// <summary>The boot in which the sandbox was made: namespaces, mounts and processes of another boot are gone.</summary>
    public required string BootId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The cgroup above the pod's containers, as a cgroupfs path or a systemd slice path.</summary>
    public required string CgroupParent { get; init; }

    /// <summary>The cgroup above is ours to make and goes with the pod; false where the kubelet made it before, or systemd keeps it.</summary>
    public bool OwnsCgroup { get; init; }

    public SandboxNamespacePaths Namespaces { get; init; } = new(null, null, null);

    /// <summary>Null: host network, or nothing attached yet, or everything released.</summary>
    public PodNetworkAttachment? Network { get; init; }

    /// <summary>The pod's SELinux contexts; null where SELinux was off when it was made.</summary>
    public SeLinuxLabels? Labels { get; init; }

    /// <summary>A pod that shares its PID namespace has an init process that holds it.</summary>
    public bool HasInit { get; init; }

    /// <summary>A <see cref="Cri.LinuxContainerResources"/> from UpdatePodSandboxResources; null: as the configuration has it.</summary>
    public byte[]? Overhead { get; init; }

    /// <summary>As <see cref="Overhead"/>.</summary>
    public byte[]? Resources { get; init; }
}
