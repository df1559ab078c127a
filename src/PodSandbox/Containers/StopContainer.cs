using System.Collections.Concurrent;
using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Keeping;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// StopContainer as a background state machine that calls only wait on, so that stopping always ends:
/// <code>stop signal ──(grace over)──► SIGKILL to the first process ──(still there)──► every process of the cgroup, again and again</code>
/// A repeated call joins it and may shorten the grace, never lengthen it; the polite signal is sent once.
/// </summary>
public sealed partial class StopContainer(
    ContainerTable containers,
    ExitWaiters exits,
    IKeeper keeper,
    ICgroups cgroups,
    EntityLocks locks,
    TimeProvider clock,
    ILogger<StopContainer> logger)
{
    private const int SigKill = 9;
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);

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

            _stopping.GetOrAdd(id, _ => Begin(container, grace)).ShortenTo(grace);
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
        var stopping = new Stopping(clock, grace);
        stopping.Work = Task.Run(() => RunAsync(container, stopping, isPolite: grace > TimeSpan.Zero));
        return stopping;
    }

    private async Task RunAsync(ContainerRecord container, Stopping stopping, bool isPolite)
    {
        try
        {
            if (isPolite)
            {
                await SignalAsync(container, container.Facts.StopSignal);
                await ExitedWithinAsync(container.Id, stopping.Deadline);
            }

            for (var patience = KillPatience; IsRunning(container.Id); patience = Longer(patience))
            {
                var isKept = await SignalAsync(container, SigKill);
                if (isKept && await ExitedWithinAsync(container.Id, patience))
                {
                    return;
                }

                LogStubborn(container.Id, patience.TotalSeconds);
                if (await KillAllAsync(container, patience) && !isKept)
                {
                    await LoseAsync(container.Id);
                }
            }
        }
        finally
        {
            _stopping.TryRemove(container.Id, out _);
            stopping.Dispose();
        }
    }

    private static TimeSpan Longer(TimeSpan patience) => patience * 2 < LongestPatience ? patience * 2 : LongestPatience;

    private bool IsRunning(ContainerId id) => containers.Find(id)?.Facts.State is ContainerState.Running;

    // False if the keeper knows nothing of the container: then nobody will tell its exit.
    private async Task<bool> SignalAsync(ContainerRecord container, int signal)
    {
        try
        {
            await keeper.SignalAsync(container.Id.Value, signal, CancellationToken.None);
            return true;
        }
        catch (FailureException e) when (e.Kind == FailureKind.NotFound)
        {
            LogNotSignalled(container.Id, signal, e.Message);
            return false;
        }
#pragma warning disable CA1031 // The keeper is away or knows no such process: the cgroup is still there to be killed, and the loop goes on.
        catch (Exception e)
        {
            LogNotSignalled(container.Id, signal, e.Message);
            return true;
        }
#pragma warning restore CA1031
    }

    private async Task LoseAsync(ContainerId id)
    {
        using var held = await locks.Containers.EnterAsync(id, CancellationToken.None);
        if (containers.Find(id) is { Facts.State: ContainerState.Running running } container)
        {
            containers.Save(container.With(running.Lose("its keeper knows nothing of it", clock.GetUtcNow())));
            exits.Notify(id);
        }
    }

    private async Task<bool> KillAllAsync(ContainerRecord container, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        try
        {
            await cgroups.KillAsync(container.Facts.CgroupPath, deadline.Token);
            return true;
        }
#pragma warning disable CA1031 // The loop tries again, with growing pauses, for as long as the container runs.
        catch (Exception e)
        {
            LogNotKilled(container.Id, e.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<bool> ExitedWithinAsync(ContainerId id, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        return await ExitedWithinAsync(id, deadline.Token);
    }

    private async Task<bool> ExitedWithinAsync(ContainerId id, CancellationToken deadline)
    {
        try
        {
            await exits.WaitAsync(id, deadline);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (FailureException e) when (e.Kind == FailureKind.NotFound)
        {
            return true;
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "container {ContainerId} still runs {Seconds} s after SIGKILL, killing its whole cgroup")]
    private partial void LogStubborn(ContainerId containerId, double seconds);

    [LoggerMessage(2011, LogLevel.Warning, "container {ContainerId} could not be sent signal {Signal}: {Cause}")]
    private partial void LogNotSignalled(ContainerId containerId, int signal, string cause);

    [LoggerMessage(2012, LogLevel.Warning, "cgroup of container {ContainerId} could not be killed, will be tried again: {Cause}")]
    private partial void LogNotKilled(ContainerId containerId, string cause);

    /// <summary>A stop at work: its grace ends at the earliest time that any caller asked for.</summary>
    private sealed class Stopping(TimeProvider clock, TimeSpan grace) : IDisposable
    {
        private readonly CancellationTokenSource _grace = new(Bounded(grace), clock);
        private readonly Lock _gate = new();
        private DateTimeOffset _endsAt = clock.GetUtcNow() + Bounded(grace);
        private bool _isOver;

        public Task? Work { get; set; }

        public CancellationToken Deadline => _grace.Token;

        public void ShortenTo(TimeSpan grace)
        {
            lock (_gate)
            {
                var endsAt = clock.GetUtcNow() + Bounded(grace);
                if (!_isOver && endsAt < _endsAt)
                {
                    _endsAt = endsAt;
                    _grace.CancelAfter(Bounded(grace));
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isOver = true;
                _grace.Dispose();
            }
        }

        // A timer takes at most 2^32 ms; a grace of weeks is as good as for ever.
        private static TimeSpan Bounded(TimeSpan grace) =>
            grace < TimeSpan.Zero ? TimeSpan.Zero : grace > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : grace;
    }
}
