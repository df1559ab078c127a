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
    /// <param name="directory">Where.</param>
    /// <param name="sizeBytes">Its limit.</param>
    /// <param name="uid">Its owner.</param>
    /// <param name="gid">The owner's group.</param>
    /// <param name="cancellationToken">Gives up before anything is mounted.</param>
    /// <param name="label">The SELinux context of every file in it; null: none.</param>
    Task MountSharedMemoryAsync(string directory, long sizeBytes, uint uid, uint gid, CancellationToken cancellationToken, string? label = null);

    /// <summary>Makes a bind mount with mapped owners; nothing is mounted on failure.</summary>
    /// <exception cref="Failures.FailureException">FailedPrecondition: kernel or file system cannot map ids; naming both.</exception>
    Task BindMappedAsync(MappedBind bind, CancellationToken cancellationToken);

    /// <summary>What is mounted below <paramref name="directory"/> (links followed), the outer before the inner.</summary>
    IReadOnlyList<MountBelow> Below(string directory);

    /// <summary>
    /// Unmounts everything at <paramref name="directory"/> and below, the deepest first, detaching what is busy; the files stay. Nothing
    /// mounted
    /// or no such directory: success.
    /// </summary>
    Task UnmountTreeAsync(string directory, CancellationToken cancellationToken);
}
