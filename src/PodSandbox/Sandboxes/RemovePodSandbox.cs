using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>RemovePodSandbox: stops the sandbox if need be, removes its containers, then its record. Repeatable; an unknown sandbox is success.</summary>
public sealed partial class RemovePodSandbox(
    SandboxTable sandboxes,
    ContainerTable containers,
    StopPodSandbox stopPodSandbox,
    RemoveContainer removeContainer,
    RunPodSandbox runPodSandbox,
    EntityLocks locks,
    ILogger<RemovePodSandbox> logger)
{
    private readonly JoinedOperations<SandboxId, bool> _operations = new();

    /// <summary>Returns once nothing of the sandbox is left and it is in no list.</summary>
    public Task RemoveAsync(SandboxId id, CancellationToken call) => _operations.RunAsync(id, () => RemoveToEndAsync(id), call);

    private async Task<bool> RemoveToEndAsync(SandboxId id)
    {
        await stopPodSandbox.StopAsync(id, CancellationToken.None);
        using var held = await locks.Sandboxes.EnterAsync(id, CancellationToken.None);
        if (sandboxes.Find(id) is not { } record)
        {
            return false;
        }

        await Task.WhenAll(containers.Of(id).Select(container => removeContainer.RemoveAsync(container.Id, CancellationToken.None)));
        sandboxes.Remove(id);
        runPodSandbox.Forget(record);
        LogRemoved(id);
        return true;
    }

    [LoggerMessage(1004, LogLevel.Information, "pod sandbox {SandboxId} removed")]
    private partial void LogRemoved(SandboxId sandboxId);
}
