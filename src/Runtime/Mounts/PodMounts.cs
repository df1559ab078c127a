using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Mounts;

/// <summary>The kernel's mounts, off the caller's thread: an unmount can wait for a disk or a file server.</summary>
public sealed class PodMounts : IPodMounts
{
    /// <inheritdoc/>
    public Task MakePrivateAsync(string directory, CancellationToken cancellationToken) => Task.Run(() =>
    {
        Directory.CreateDirectory(directory);
        if (!MountInfo.Read().Any(mount => mount.MountPoint == directory))
        {
            MountPoint.Bind(directory, directory);
        }

        MountPoint.MakePrivate(directory);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task MountSharedMemoryAsync(string directory, long sizeBytes, CancellationToken cancellationToken) => Task.Run(() =>
    {
        Directory.CreateDirectory(directory);
        var modes = MountModes.NoSetUserId | MountModes.NoDevices | MountModes.NoExecute;
        MountPoint.Tmpfs(directory, $"mode=1777,size={sizeBytes}", modes);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task UnmountTreeAsync(string directory, CancellationToken cancellationToken) =>
        Task.Run(() => MountTree.Unmount(directory), cancellationToken);
}
