using System.Collections.Concurrent;
using CriSharp.Failures;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;

namespace CriSharp.PodSandbox.Containers;

/// <summary>Those who wait for a container's exit: stops, and clients that asked for the exit code.</summary>
public sealed class ExitWaiters(ContainerTable containers)
{
    private readonly ConcurrentDictionary<ContainerId, TaskCompletionSource> _waiting = new();

    /// <summary>Completes with the exited state, at once if the container has exited already.</summary>
    /// <exception cref="FailureException">NotFound: there is no such container, or it was removed meanwhile.</exception>
    public async Task<ContainerState.Exited> WaitAsync(ContainerId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Registered before looking, so that an exit between the look and the wait is not missed.
            var changed = _waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            switch (containers.Find(id)?.Facts.State)
            {
                case null:
                    Notify(id);
                    throw new FailureException(FailureKind.NotFound, $"container {id}: not found");
                case ContainerState.Exited exited:
                    // Others may wait on the same entry, registered before the exit: whoever takes it away has to wake them.
                    Notify(id);
                    return exited;
            }

            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The container has exited or was removed: wakes all who wait for it. Called after the record says so.</summary>
    public void Notify(ContainerId id)
    {
        if (_waiting.TryRemove(id, out var changed))
        {
            changed.TrySetResult();
        }
    }
}
