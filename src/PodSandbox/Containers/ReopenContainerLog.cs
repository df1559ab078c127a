using CriSharp.Failures;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;

namespace CriSharp.PodSandbox.Containers;

/// <summary>ReopenContainerLog, after the kubelet has renamed the log file (KEP-2411).</summary>
public sealed class ReopenContainerLog(IKeeper keeper)
{
    /// <summary>On return the file exists at its path and nothing more goes to the old one. On failure there is no new file.</summary>
    public Task ReopenAsync(ContainerRecord container, CancellationToken cancellationToken) => container.Facts.State is ContainerState.Running
        ? keeper.ReopenLogAsync(container.Id.Value, cancellationToken)
        : throw new FailureException(FailureKind.FailedPrecondition, $"reopen log of container {container.Id}: it is not running");
}
