using CriSharp.Failures;
using CriSharp.Linux.Processes;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Keeping;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The steps of a stop, which ends only with the container:
/// <code>stop signal ──(grace over)──► SIGKILL to the first process ──(still there)──► every process of the cgroup, again and again</code>
/// A frozen container is thawed before either, and a stopped first process (SIGSTOP) is continued, as systemd does: neither could take
/// the stop signal, and on cgroup v1 a frozen process does not even die. No step's failure ends the procedure. What no signal ends
/// (a process in the kernel's uninterruptible sleep, state D) is told once and waited for.
/// </summary>
public sealed partial class StopProcedure(
    ContainerTable containers,
    ExitWaiters exits,
    IKeeper keeper,
    ICgroups cgroups,
    EntityLocks locks,
    TimeProvider clock,
    ILogger<StopProcedure> logger)
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const char Stopped = 'T';
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);

    /// <summary>Sends the stop signal, once; returns when the container has exited or the grace is over.</summary>
    public async Task AskAsync(ContainerRecord container, CancellationToken graceOver)
    {
        Thaw(container);
        await SignalAsync(container, container.Facts.StopSignal);
        bool hasExited;
        do
        {
            // Looked at again and again: no event tells, and a process that was sent SIGSTOP before may stop only now.
            if (StateOf(container) == Stopped)
            {
                await SignalAsync(container, SigCont);
            }

            hasExited = await ExitedWithinAsync(container.Id, Glance, graceOver);
        }
        while (!hasExited && !graceOver.IsCancellationRequested);
    }

    /// <summary>Returns only when the container does not run any more.</summary>
    public async Task KillAsync(ContainerRecord container)
    {
        for (var patience = ShortestPatience; IsRunning(container.Id); patience = Longer(patience))
        {
            try
            {
                await KillOnceAsync(container, patience);
            }
#pragma warning disable CA1031 // Whatever it was (a keeper that is away, a full disk), the container still runs: it is tried again.
            catch (Exception e)
            {
                LogNotKilled(container.Id, e.Message);
                await ExitedWithinAsync(container.Id, patience);
            }
#pragma warning restore CA1031
        }
    }

    private async Task KillOnceAsync(ContainerRecord container, TimeSpan patience)
    {
        Thaw(container);
        var isKept = await SignalAsync(container, SigKill);
        if (isKept && await ExitedWithinAsync(container.Id, patience))
        {
            return;
        }

        if (isKept)
        {
            var state = StateOf(container);
            LogStubborn(patience == ShortestPatience ? LogLevel.Warning : LogLevel.Debug, container.Id, patience.TotalSeconds, state);
        }

        if (await KillAllAsync(container, patience) && !isKept)
        {
            await LoseAsync(container.Id);
        }
    }

    private static TimeSpan Longer(TimeSpan patience) => patience * 2 < LongestPatience ? patience * 2 : LongestPatience;

    private bool IsRunning(ContainerId id) => containers.Find(id)?.Facts.State is ContainerState.Running;

    // The letter of proc_pid_stat(5); '-' if there is no such process any more.
    private static char StateOf(ContainerRecord container) =>
        container.Facts.State is ContainerState.Running running && ProcessStat.TryRead(running.Pid) is { } process ? process.State : '-';

    private void Thaw(ContainerRecord container)
    {
        try
        {
            cgroups.Thaw(container.Facts.CgroupPath);
        }
        catch (IOException e)
        {
            LogNotThawed(container.Id, e.Message);
        }
    }

    // False if the keeper knows nothing of the container: then nobody will tell its exit.
    private async Task<bool> SignalAsync(ContainerRecord container, int signal)
    {
        try
        {
            await keeper.SignalAsync(container.Id.Value, signal, CancellationToken.None);
            return true;
        }
#pragma warning disable CA1031 // Whatever became of the keeper, the cgroup is still there to be killed, and the procedure goes on.
        catch (Exception e)
        {
            LogNotSignalled(container.Id, signal, e.Message);
            return e is not FailureException { Kind: FailureKind.NotFound };
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

    // False: not done in time; it will be tried again.
    private async Task<bool> KillAllAsync(ContainerRecord container, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        try
        {
            await cgroups.KillAsync(container.Facts.CgroupPath, deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> ExitedWithinAsync(ContainerId id, TimeSpan limit, CancellationToken giveUp = default)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, giveUp);
        try
        {
            await exits.WaitAsync(id, either.Token);
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

    [LoggerMessage(EventId = 2010, Message = "container {ContainerId} still runs {Seconds} s after SIGKILL, its first process is in state {State}: killing its whole cgroup until it ends")]
    private partial void LogStubborn(LogLevel level, ContainerId containerId, double seconds, char state);

    [LoggerMessage(2011, LogLevel.Warning, "container {ContainerId} could not be sent signal {Signal}: {Cause}")]
    private partial void LogNotSignalled(ContainerId containerId, int signal, string cause);

    [LoggerMessage(2012, LogLevel.Warning, "container {ContainerId} could not be killed, will be tried again: {Cause}")]
    private partial void LogNotKilled(ContainerId containerId, string cause);

    [LoggerMessage(2014, LogLevel.Warning, "container {ContainerId} could not be thawed: {Cause}")]
    private partial void LogNotThawed(ContainerId containerId, string cause);
}
