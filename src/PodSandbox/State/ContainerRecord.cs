using CriSharp.PodSandbox.Ids;

namespace CriSharp.PodSandbox.State;

/// <summary>What the daemon knows of a container. Immutable: a change is a new record.</summary>
public sealed record ContainerRecord
{
    public required ContainerId Id { get; init; }

    /// <summary>As CreateContainer gave it; never changed.</summary>
    public required Cri.ContainerConfig Config { get; init; }

    public required ContainerRecordFacts Facts { get; init; }

    public SandboxId SandboxId => Facts.SandboxId;

    public ContainerIdentity Identity => ContainerIdentity.Of(SandboxId, Config);

    /// <summary>The resources in force: as CreateContainer gave them, with every update since. The caller must not change them.</summary>
    public Cri.LinuxContainerResources? Resources => Facts.Resources is { } updated
        ? Cri.LinuxContainerResources.Parser.ParseFrom(updated)
        : Config.Linux?.Resources;

    public ContainerRecord With(ContainerState state) => this with { Facts = Facts with { State = state } };
}

/// <summary>The part of a container's record that is ours, stored as JSON.</summary>
public sealed record ContainerRecordFacts
{
    public required SandboxId SandboxId { get; init; }

    public required ContainerState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The image's id: Image.id, image_id.</summary>
    public required string ImageId { get; init; }

    /// <summary>The repo digest the container was made from if one is known, else the id: image_ref.</summary>
    public required string ImageRef { get; init; }

    /// <summary>Absolute path of the log file; null: output is not logged.</summary>
    public string? LogPath { get; init; }

    /// <summary>The container's own cgroup as a cgroupfs path.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>What the container runs, the first of its arguments: for messages.</summary>
    public required string Program { get; init; }

    /// <summary>Kernel number of the signal that StopContainer sends first.</summary>
    public required int StopSignal { get; init; }

    public required uint Uid { get; init; }

    public required uint Gid { get; init; }

    public IReadOnlyList<uint> SupplementalGroups { get; init; } = [];

    /// <summary>A line for the container's own passwd file; null: none is to be added.</summary>
    public string? PasswdEntry { get; init; }

    /// <summary>The node's configuration binds a time zone's file on /etc/localtime.</summary>
    public bool BindsLocalTime { get; init; }

    /// <summary>The SELinux context of the container's files; null where SELinux is off.</summary>
    public string? MountLabel { get; init; }

    /// <summary>Paths that the image declares as volumes, which must exist before the start.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The images that its configuration mounts.</summary>
    public IReadOnlyList<ImageVolume> ImageVolumes { get; init; } = [];

    /// <summary>The volumes of its configuration with mapped owners.</summary>
    public IReadOnlyList<MappedVolume> MappedVolumes { get; init; } = [];

    /// <summary>The container shares a PID namespace, so its other processes outlive its first one unless they are killed.</summary>
    public bool SharesPidNamespace { get; init; }

    /// <summary>A <see cref="Cri.LinuxContainerResources"/>: what updates have made of the configuration's; null: there was none yet.</summary>
    public byte[]? Resources { get; init; }

    /// <summary>An update of the limits is at work.</summary>
    public LimitsBefore? LimitsBefore { get; init; }
}
