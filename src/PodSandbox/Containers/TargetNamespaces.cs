using CriSharp.Failures;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The PID namespace of another container, which an ephemeral container joins (mode TARGET). It is pinned when the container is created: by
/// the time of its start, the number of the target's process may be another's.
/// </summary>
public sealed class TargetNamespaces(
    SandboxTable sandboxes, ContainerTable containers, ICgroups cgroups, ISandboxNamespaces namespaces, NodePaths paths)
{
    /// <summary>Where the target's namespace is pinned; null if the container has no target.</summary>
    /// <exception cref="FailureException">There is no such container in the pod, it does not run, or has no namespace to share.</exception>
    public async Task<string?> PinAsync(ContainerRecord record)
    {
        var options = record.Config.Linux?.SecurityContext?.NamespaceOptions;
        if (options?.Pid != Cri.NamespaceMode.Target)
        {
            return null;
        }

        var running = RunningTarget(record, options.TargetId);
        var pinned = await namespaces.PinPidNamespaceAsync(paths.TargetNamespaces(record.Id), running.Pid, CancellationToken.None);

        // Had the target ended before, its number might have been another's when the pin was made.
        return IsStillThere(options.TargetId, running) ? pinned : throw Refused(record, options.TargetId, "has just exited");
    }

    /// <summary>Releases the pin, if there is one.</summary>
    public Task ReleaseAsync(Ids.ContainerId id, CancellationToken cancellationToken) =>
        namespaces.RemoveAsync(paths.TargetNamespaces(id), cancellationToken);

    private ContainerState.Running RunningTarget(ContainerRecord record, string targetId)
    {
        var target = containers.Get(targetId);
        if (target.SandboxId != record.SandboxId)
        {
            throw Refused(record, targetId, "is of another pod");
        }

        if (target.Facts.State is not ContainerState.Running running)
        {
            throw Refused(record, targetId, "is not running");
        }

        return PodNamespaces.Of(target.Config, sandboxes.Find(target.SandboxId)!.Config).Pid != Cri.NamespaceMode.Node
            ? running
            : throw Refused(record, targetId, "has the node's PID namespace, not one of its own or the pod's");
    }

    private bool IsStillThere(string targetId, ContainerState.Running running) =>
        containers.Get(targetId) is { Facts.State: ContainerState.Running { Pid: var pid } } target
        && pid == running.Pid
        && cgroups.Processes(target.Facts.CgroupPath).Contains(pid);

    private static FailureException Refused(ContainerRecord record, string targetId, string cause) =>
        new(FailureKind.FailedPrecondition, $"create container {record.Identity}: target {targetId} {cause}");
}
