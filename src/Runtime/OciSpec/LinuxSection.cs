namespace CriSharp.Runtime.OciSpec;

/// <summary>The <c>linux</c> object (config-linux.md).</summary>
public sealed record LinuxSection
{
    /// <summary>Those that are not listed are the OCI runtime's own, that is the node's.</summary>
    public IReadOnlyList<LinuxNamespace> Namespaces { get; init; } = [];

    /// <summary>The user ids of the user namespace; said even where that is joined, since runc before 1.2 does not read them from it.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; init; }

    /// <inheritdoc cref="UidMappings"/>
    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; init; }

    /// <summary>Device nodes to make besides those every container has.</summary>
    public IReadOnlyList<LinuxDevice> Devices { get; init; } = [];

    /// <summary>A path below the root cgroup, or <c>slice:prefix:name</c> with the systemd driver.</summary>
    public required string CgroupsPath { get; init; }

    public LinuxResources Resources { get; init; } = new();

    /// <summary><c>rprivate</c>, <c>rslave</c> or <c>rshared</c> (mount_namespaces(7)).</summary>
    public required string RootfsPropagation { get; init; }

    /// <summary>Null: the class of service that the OCI runtime itself is in.</summary>
    public LinuxIntelRdt? IntelRdt { get; init; }

    /// <summary>The SELinux context of the file systems that the OCI runtime makes; null: none.</summary>
    public string? MountLabel { get; init; }

    /// <summary>Null: no filter.</summary>
    public LinuxSeccomp? Seccomp { get; init; }

    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];
}
