using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Mounts;

/// <summary>The kernel's mounts, off the caller's thread: an unmount can wait for a disk or a file server.</summary>
public sealed class PodMounts : IPodMounts
{
    /// <inheritdoc/>
    public Task MakePrivateAsync(string directory, CancellationToken cancellationToken) => Task.Run(() =>
    {
        Directory.CreateDirectory(directory);
        try
        {
            MountPoint.MakePrivate(directory);
        }
        catch (LinuxException e) when (e.Errno == Errno.InvalidArgument) // no mount point yet
        {
            MountPoint.Bind(directory, directory);
            MountPoint.MakePrivate(directory);
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public Task MountSharedMemoryAsync(
        string directory, long sizeBytes, uint uid, uint gid, CancellationToken cancellationToken, string? label = null) => Task.Run(() =>
    {
        Directory.CreateDirectory(directory);
        var modes = MountModes.NoSetUserId | MountModes.NoDevices | MountModes.NoExecute;
        MountPoint.Tmpfs(directory, $"mode=1777,size={sizeBytes},uid={uid},gid={gid}{MountContext.Option(label)}", modes);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task BindMappedAsync(MappedBind bind, CancellationToken cancellationToken) => Task.Run(() => MappedMount.Make(bind), cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<MountBelow> Below(string directory)
    {
        using var handle = Open.Directory(directory);
        var path = File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName;
        var mounts = MountInfo.ReadAtOrBelow(path).Select(mount => mount.MountPoint).Where(point => point != path);
        return [.. mounts.Distinct().Order(StringComparer.Ordinal).Select(point => new MountBelow(Path.GetRelativePath(path, point), Directory.Exists(point)))];
    }

    /// <inheritdoc/>
    public Task UnmountTreeAsync(string directory, CancellationToken cancellationToken) =>
        Task.Run(() => MountTree.Unmount(directory), cancellationToken);
}
