using CriSharp.PodSandbox.Ids;

namespace CriSharp.PodSandbox;

/// <summary>
/// Where things are on this node. <paramref name="RuntimeDirectory"/> is on tmpfs and empty after a reboot, as are the namespaces, mounts and
/// processes it tells of; <paramref name="StateDirectory"/> survives.
/// </summary>
public sealed record NodePaths(string StateDirectory, string RuntimeDirectory)
{
    /// <summary>The names of all declared volumes in <see cref="Volumes"/>, as a pattern.</summary>
    public const string DeclaredVolumes = "declared-*";

    public string Database => Path.Combine(StateDirectory, "state.db");

    public string Sandboxes => Path.Combine(RuntimeDirectory, "sandboxes");

    public string Containers => Path.Combine(RuntimeDirectory, "containers");

    public string Sandbox(SandboxId id) => Path.Combine(Sandboxes, id.Value);

    /// <summary>Where a pod's namespaces are pinned.</summary>
    public string Namespaces(SandboxId id) => Path.Combine(Sandbox(id), "ns");

    /// <summary>A pod's own <c>hosts</c>, <c>hostname</c>, <c>resolv.conf</c> and <c>shm</c>.</summary>
    public string SandboxFile(SandboxId id, string name) => Path.Combine(Sandbox(id), name);

    /// <summary>The bundle of a pod's init process.</summary>
    public string InitBundle(SandboxId id) => Path.Combine(Sandbox(id), "init");

    /// <summary>A container's OCI bundle.</summary>
    public string Bundle(ContainerId id) => Path.Combine(Containers, id.Value);

    /// <summary>Where the PID namespace that a container joins is pinned, if it is another container's.</summary>
    public string TargetNamespaces(ContainerId id) => Path.Combine(Bundle(id), "ns");

    /// <summary>
    /// Where the OCI runtime delivers a container's terminal. Short, since the path of a socket has at most 107 bytes (unix(7)).
    /// </summary>
    public string ConsoleSocket(ContainerId id) => Path.Combine(RuntimeDirectory, "tty", id.Value[..16]);

    /// <summary>Where copies of a container's volumes with mapped owners are mounted.</summary>
    public string MappedMounts(ContainerId id) => Path.Combine(Bundle(id), "mapped");

    /// <summary>The mount point of a container's root file system.</summary>
    public string Rootfs(ContainerId id) => Path.Combine(Bundle(id), "rootfs");

    /// <summary>Where a container's image volumes are mounted, and the volumes that its own image declares if its root is read-only.</summary>
    public string Volumes(ContainerId id) => Path.Combine(Bundle(id), "volumes");

    /// <summary>The mount point of the declared volume of this number.</summary>
    public string DeclaredVolume(ContainerId id, int number) => Path.Combine(Volumes(id), $"declared-{number}");
}
