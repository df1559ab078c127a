using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// StopPodSandbox: every process of the pod is killed at once and its network released. It goes on when the caller has gone; a repeated call
/// joins it, and does nothing once all is released.
/// </summary>
public sealed partial class StopPodSandbox(
    SandboxTable sandboxes,
    ContainerTable containers,
    StopContainer stopContainer,
    SandboxTeardown teardown,
    EntityLocks locks,
    TimeProvider clock,
    ILogger<StopPodSandbox> logger)
{
    private readonly JoinedOperations<SandboxId, bool> _operations = new();

    /// <summary>Returns once the sandbox is not ready and holds nothing any more.</summary>
    public Task StopAsync(SandboxId id, CancellationToken call) => _operations.RunAsync(id, () => StopToEndAsync(id), call);

    private async Task<bool> StopToEndAsync(SandboxId id)
    {
        using var held = await locks.Sandboxes.EnterAsync(id, CancellationToken.None);
        if (sandboxes.Find(id) is not { } record || record.Facts.State is SandboxState.NotReady { IsReleased: true })
        {
            return false;
        }

        // First of all no container can be started any more: StartContainer looks at this under the container's lock, which each stop takes.
        if (record.Facts.State is not SandboxState.NotReady)
        {
            record = record.With(new SandboxState.NotReady(clock.GetUtcNow(), IsReleased: false));
            sandboxes.Save(record);
        }

        await Task.WhenAll(containers.Of(id).Select(container => stopContainer.StopAsync(container.Id, TimeSpan.Zero, CancellationToken.None)));
        await teardown.ReleaseAsync(record);
        record = sandboxes.Find(id)!;
        sandboxes.Save(record.With(((SandboxState.NotReady)record.Facts.State).Release()));
        LogStopped(id);
        return true;
    }

    [LoggerMessage(1003, LogLevel.Information, "pod sandbox {SandboxId} stopped")]
    private partial void LogStopped(SandboxId sandboxId);
}
