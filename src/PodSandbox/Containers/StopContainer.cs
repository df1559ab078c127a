using System.Collections.Concurrent;
using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// StopContainer: begins to stop a container, or joins the stop at work, and waits. The stop goes on when the caller has gone
/// (<see cref="StopProcedure"/>); a repeated call may shorten its grace, never lengthen it.
/// </summary>
public sealed class StopContainer(
    ContainerTable containers, ExitWaiters exits, StopProcedure procedure, EntityLocks locks, TimeProvider clock)
{
    private readonly ConcurrentDictionary<ContainerId, Stopping> _stopping = new();

    /// <summary>Returns once the container has stopped and its processes are gone. Not running, or unknown: returns at once.</summary>
    public async Task StopAsync(ContainerId id, TimeSpan grace, CancellationToken call)
    {
        // Behind a start that is at work, so that a container which is just coming up is stopped and not missed.
        using (await locks.Containers.EnterAsync(id, call))
        {
            if (containers.Find(id) is not { Facts.State: ContainerState.Running } container)
            {
                return;
            }

            _stopping.GetOrAdd(id, _ => Begin(container, grace)).Grace.ShortenTo(grace);
        }

        await WaitUntilGoneAsync(id, call);
    }

    private async Task WaitUntilGoneAsync(ContainerId id, CancellationToken call)
    {
        try
        {
            await exits.WaitAsync(id, call);
        }
        catch (FailureException e) when (e.Kind == FailureKind.NotFound)
        {
            return;
        }

        // Whoever records the exit holds the lock until cgroup and mounts are cleared too.
        (await locks.Containers.EnterAsync(id, call)).Dispose();
    }

    private Stopping Begin(ContainerRecord container, TimeSpan grace)
    {
        var stopping = new Stopping(new StopGrace(clock, grace));
        stopping.Work = Task.Run(() => RunAsync(container, stopping.Grace, isPolite: grace > TimeSpan.Zero));
        return stopping;
    }

    private async Task RunAsync(ContainerRecord container, StopGrace grace, bool isPolite)
    {
        using (grace)
        {
            try
            {
                if (isPolite)
                {
                    await procedure.AskAsync(container, grace.Over);
                }

                await procedure.KillAsync(container);
            }
            finally
            {
                _stopping.TryRemove(container.Id, out _);
            }
        }
    }

    private sealed class Stopping(StopGrace grace)
    {
        public StopGrace Grace => grace;

        public Task? Work { get; set; }
    }
}
