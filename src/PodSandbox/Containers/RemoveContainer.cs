using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>RemoveContainer: kills the container if it runs, then removes all it has but its log. Repeatable; an unknown container is success.</summary>
public sealed partial class RemoveContainer(
    ContainerTable containers,
    StopContainer stopContainer,
    StartContainer startContainer,
    CreateContainer createContainer,
    ContainerTeardown teardown,
    ExitWaiters exits,
    EntityLocks locks,
    ILogger<RemoveContainer> logger)
{
    private readonly JoinedOperations<ContainerId, bool> _operations = new();

    /// <summary>Returns once nothing of the container is left and it is in no list.</summary>
    public Task RemoveAsync(ContainerId id, CancellationToken call) => _operations.RunAsync(id, () => RemoveToEndAsync(id), call);

    private async Task<bool> RemoveToEndAsync(ContainerId id)
    {
        await stopContainer.StopAsync(id, TimeSpan.Zero, CancellationToken.None);
        using var held = await locks.Containers.EnterAsync(id, CancellationToken.None);
        if (containers.Find(id) is not { } container)
        {
            return false;
        }

        await teardown.RemoveAsync(container);
        containers.Remove(id);
        startContainer.Forget(id);
        createContainer.Forget(container);
        exits.Notify(id);
        LogRemoved(id);
        return true;
    }

    [LoggerMessage(2005, LogLevel.Information, "container {ContainerId} removed")]
    private partial void LogRemoved(ContainerId containerId);
}
