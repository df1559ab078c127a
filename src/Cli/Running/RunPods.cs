using CriSharp.Cli.Connection;

namespace CriSharp.Cli.Running;

/// <summary>
/// The pods that <c>run</c> makes, one for each container. They carry a mark, so that they go with their last container while a pod of
/// somebody else never does.
/// </summary>
internal static class RunPods
{
    /// <summary>The namespace they are in; it has no meaning to the daemon.</summary>
    public const string Namespace = "default";

    private const string Mark = "crisharp.dev/made-by";
    private const string MarkValue = "run";

    /// <summary>Puts the mark on a pod to be.</summary>
    public static void SetMark(Cri.PodSandboxConfig config) => config.Labels[Mark] = MarkValue;

    /// <summary>Whether <c>run</c> made it.</summary>
    public static bool IsMarked(Cri.PodSandbox? pod) => pod?.Labels.GetValueOrDefault(Mark) == MarkValue;

    /// <summary>Where a pod's logs are.</summary>
    public static string LogDirectory(string root, Cri.PodSandboxMetadata metadata) =>
        Path.Combine(root, $"{metadata.Namespace}_{metadata.Name}_{metadata.Uid}");

    /// <summary>Stops and removes a pod with what is in it, and the logs if <c>run</c> made them.</summary>
    public static async Task RemoveAsync(Daemon daemon, Shell shell, string podId, Cri.PodSandboxMetadata metadata, bool marked)
    {
        // Not cancellable: half a removal helps nobody.
        await daemon.Runtime.StopPodSandboxAsync(new Cri.StopPodSandboxRequest { PodSandboxId = podId });
        await daemon.Runtime.RemovePodSandboxAsync(new Cri.RemovePodSandboxRequest { PodSandboxId = podId });
        if (marked)
        {
            DeleteLogs(shell.LogRoot, metadata);
        }
    }

    private static void DeleteLogs(string root, Cri.PodSandboxMetadata metadata)
    {
        var directory = LogDirectory(root, metadata);

        // The metadata come from the daemon and could be of anybody: never leave the root.
        if (Path.GetDirectoryName(Path.GetFullPath(directory)) == Path.GetFullPath(root) && Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Stops a pod that <c>run</c> made when nothing in it runs any more: it gives back its address and its ports.</summary>
    public static async Task StopIfIdleAsync(Daemon daemon, Cri.PodSandbox? pod)
    {
        if (pod is not null && IsMarked(pod)
            && (await ContainersOfAsync(daemon, pod.Id)).All(container => container.State != Cri.ContainerState.ContainerRunning))
        {
            await daemon.Runtime.StopPodSandboxAsync(new Cri.StopPodSandboxRequest { PodSandboxId = pod.Id });
        }
    }

    /// <summary>Removes a pod that <c>run</c> made when it has no container any more; answers whether it did.</summary>
    public static async Task<bool> RemoveIfEmptyAsync(Daemon daemon, Shell shell, Cri.PodSandbox? pod)
    {
        if (pod is null || !IsMarked(pod) || (await ContainersOfAsync(daemon, pod.Id)).Any())
        {
            return false;
        }

        await RemoveAsync(daemon, shell, pod.Id, pod.Metadata, marked: true);
        return true;
    }

    private static async Task<IEnumerable<Cri.Container>> ContainersOfAsync(Daemon daemon, string podId)
    {
        var request = new Cri.ListContainersRequest { Filter = new Cri.ContainerFilter { PodSandboxId = podId } };
        return (await daemon.Runtime.ListContainersAsync(request)).Containers;
    }
}
