using System.Collections.Concurrent;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Mounts;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// What is mounted for a container from its start to its exit: its root, the volumes that its image declares and the copies of its mapped
/// ones. The caller holds the container's lock, or nobody is served yet.
/// </summary>
public sealed class RunMounts(ISnapshots snapshots, IPodMounts mounts, MappedMounts mappedMounts, NodePaths paths, TimeProvider clock)
{
    /// <summary>How long the mounting may take: a file system below a volume may not answer any more.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // The kernel ends no call that waits for a dead server: what goes on after the limit.
    private readonly ConcurrentDictionary<ContainerId, Task> _late = new();

    /// <summary>Mounts all of it anew: an earlier daemon may have ended between the mounting and the launch.</summary>
    /// <exception cref="FailureException">DeadlineExceeded: not done within <see cref="Limit"/>; what is done later is left to the teardown.</exception>
    public async Task MountAsync(ContainerRecord container, SandboxRecord sandbox)
    {
        using var deadline = new CancellationTokenSource(Limit, clock);
        var limit = deadline.Token;
        var mounting = Task.Run(() => MountAsync(container, sandbox, limit), CancellationToken.None);
        try
        {
            await mounting.WaitAsync(limit);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            _late[container.Id] = mounting;
            throw new FailureException(FailureKind.DeadlineExceeded, $"mount its root and volumes: not done within {Limit.TotalSeconds:0} s", e);
        }
    }

    /// <summary>Unmounts all of it, however often it is mounted. Nothing there: success.</summary>
    /// <exception cref="FailureException">Unavailable: a mount is still being made, and would come after this.</exception>
    public async Task UnmountAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (_late.TryGetValue(id, out var late))
        {
            if (!late.IsCompleted)
            {
                throw new FailureException(FailureKind.Unavailable, "a mount that its start began is still not done");
            }

            _late.TryRemove(id, out _);
        }

        await mounts.UnmountTreeAsync(paths.Rootfs(id), cancellationToken);
        var volumes = paths.Volumes(id);
        foreach (var declared in Directory.Exists(volumes) ? Directory.GetFileSystemEntries(volumes, NodePaths.DeclaredVolumes) : [])
        {
            await mounts.UnmountTreeAsync(declared, cancellationToken);
        }

        await mappedMounts.DetachAsync(id, cancellationToken);
    }

    private async Task MountAsync(ContainerRecord container, SandboxRecord sandbox, CancellationToken limit)
    {
        // Two mounts of an overlay with the same upper directory: the kernel does not say what becomes of the files.
        await UnmountAsync(container.Id, limit);
        var (rootfs, map) = (paths.Rootfs(container.Id), RootMap.Of(sandbox));
        await snapshots.MountAsync(container.Id.Value, rootfs, limit, map, container.Facts.MountLabel);
        limit.ThrowIfCancellationRequested();
        KernelDirectories.Require(rootfs);
        var isReadonly = container.Config.Linux?.SecurityContext?.ReadonlyRootfs == true;
        await DeclaredVolumes.EnsureAsync(
            rootfs, container.Facts.Volumes, isReadonly ? number => paths.DeclaredVolume(container.Id, number) : null, map);
        await RootFiles.PrepareAsync(rootfs, container.Facts, map);
        limit.ThrowIfCancellationRequested();
        await mappedMounts.AttachAsync(container, sandbox);
    }
}
