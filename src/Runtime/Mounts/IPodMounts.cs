namespace CriSharp.Runtime.Mounts;

/// <summary>
/// The mounts that a pod or container has outside its containers. Paths are absolute, made by this program, without links.
/// </summary>
public interface IPodMounts
{
    /// <summary>
    /// Makes <paramref name="directory"/> (created if absent) a mount point of its own that spreads no mount made below it: on a systemd
    /// node <c>/</c> is shared, and pins and root file systems made below a shared mount would be held by every peer mount namespace too.
    /// To be called once at start, before anything is mounted below; repeatable.
    /// </summary>
    Task MakePrivateAsync(string directory, CancellationToken cancellationToken);

    /// <summary>
    /// Mounts the memory file system that a pod's containers see as <c>/dev/shm</c> at <paramref name="directory"/>, created if absent.
    /// Nothing is left on failure.
    /// </summary>
    Task MountSharedMemoryAsync(string directory, long sizeBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Unmounts everything at <paramref name="directory"/> and below, the deepest first, detaching what is busy; the files stay. Nothing
    /// mounted
    /// or no such directory: success.
    /// </summary>
    Task UnmountTreeAsync(string directory, CancellationToken cancellationToken);
}
