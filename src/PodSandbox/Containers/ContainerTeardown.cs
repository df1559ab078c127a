using CriSharp.Images;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Takes down what a container holds, in two parts: what only a running container needs, as soon as it has exited, and the rest when it is
/// removed. Both are repeatable.
/// </summary>
public sealed class ContainerTeardown(
    SandboxTable sandboxes,
    SandboxRuntimes runtimes,
    TargetNamespaces targets,
    ICgroups cgroups,
    ISnapshots snapshots,
    RunMounts mounts,
    ImageVolumes imageVolumes,
    NodePaths paths,
    IOptions<PodSandboxOptions> options,
    TimeProvider clock)
{
    /// <summary>After an exit: kills what the first process left behind, and removes cgroup, OCI runtime state and mounts.</summary>
    public async Task ReleaseAsync(ContainerRecord container)
    {
        var teardown = Begin("release", container);
        await ReleaseAsync(container, teardown);
        teardown.ThrowIfFailed();
    }

    /// <summary>For a removal: all of the above, then the writable layer, the hold on other images and the bundle.</summary>
    public async Task RemoveAsync(ContainerRecord container)
    {
        var teardown = Begin("remove", container);
        await ReleaseAsync(container, teardown);
        // Never below a root that is still mounted, or a process that still runs.
        teardown.ThrowIfFailed();
        await teardown.TryAsync("remove the writable layer", cancellationToken => snapshots.RemoveAsync(container.Id.Value, cancellationToken));
        await teardown.TryAsync("give up its image volumes", cancellationToken => imageVolumes.RemoveAsync(container, cancellationToken));
        await teardown.TryAsync("remove the bundle", () => RemoveBundle(container));
        teardown.ThrowIfFailed();
    }

    private async Task ReleaseAsync(ContainerRecord container, Teardown teardown)
    {
        if (container.Facts.SharesPidNamespace)
        {
            // The kernel kills what is left in a PID namespace of the container's own; in a shared one nobody does.
            await teardown.TryAsync("kill its processes", cancellationToken => cgroups.KillAsync(container.Facts.CgroupPath, cancellationToken));
        }

        await teardown.TryAsync("delete it in the OCI runtime", cancellationToken => runtimes.DeleteAsync(
            sandboxes.Find(container.SandboxId), container.Id.Value, container.Facts.CgroupPath, cancellationToken));
        await teardown.TryAsync("release its target's namespace", cancellationToken => targets.ReleaseAsync(container.Id, cancellationToken));
        await teardown.TryAsync("unmount its volumes", cancellationToken => imageVolumes.UnmountAsync(container.Id, cancellationToken));
        await teardown.TryAsync("unmount its root", cancellationToken => mounts.UnmountAsync(container.Id, cancellationToken));
    }

    private void RemoveBundle(ContainerRecord container)
    {
        if (Directory.Exists(paths.Bundle(container.Id)))
        {
            Directory.Delete(paths.Bundle(container.Id), recursive: true);
        }
    }

    private Teardown Begin(string verb, ContainerRecord container) =>
        new($"{verb} container {container.Id}", clock, options.Value.TeardownStepLimit);
}
