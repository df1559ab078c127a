using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Keeping;
using CriSharp.Runtime.Node;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// What became of each container while the daemon was away. The keeper is the witness: what it holds runs, what it saw exit is told again
/// through its exits; a running record of which it knows nothing has lost its process, as after a reboot.
/// </summary>
public sealed partial class ContainerRecovery(
    ContainerTable containers,
    SandboxTable sandboxes,
    IKeeper keeper,
    UpdateUndo updates,
    ContainerTeardown teardown,
    ICgroups cgroups,
    EntityLocks locks,
    NodeDescription node,
    TimeProvider clock,
    ILogger<ContainerRecovery> logger)
{
    private const int SigKill = 9;
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(20);

    public async Task RecoverAsync(RecoveryRun run, CancellationToken cancellationToken)
    {
        var listing = keeper.ListAsync(cancellationToken);
        await run.TellIfLongAsync("the keeper's list of containers", listing);
        var kept = (await listing).ToDictionary(container => container.ContainerId);
        var known = containers.All.Select(container => new RecoveryItem(
            $"container {container.Id}", () => RecoverAsync(container, kept.GetValueOrDefault(container.Id.Value))));
        var strays = kept.Values.Where(IsStray).Select(stray => new RecoveryItem(
            $"container {stray.ContainerId}, which should not run", () => KillStrayAsync(stray.ContainerId)));
        await run.DoAsync([.. known, .. strays], cancellationToken);
    }

    private Task KillStrayAsync(string id)
    {
        if (containers.Find(new ContainerId(id)) is null)
        {
            LogStray(id);
        }
        else
        {
            LogRunsOn(id);
        }

        return keeper.SignalAsync(id, SigKill, CancellationToken.None);
    }

    private async Task RecoverAsync(ContainerRecord container, KeptContainer? kept)
    {
        using var held = await locks.Containers.EnterAsync(container.Id, CancellationToken.None);
        if (!ReferenceEquals(containers.Find(container.Id), container))
        {
            return; // It was late, and a client has gone on with it.
        }

        switch (container.Facts.State)
        {
            case ContainerState.Created created when kept is not null:
                // The daemon ended between the launch and its record; the keeper went through with it.
                containers.Save(container.With(created.Start(kept.Process)));
                break;
            case ContainerState.Created created when IsOfAnotherBoot(container):
                containers.Save(container.With(created.Abandon(clock.GetUtcNow())));
                break;
            case ContainerState.Running running when kept is null:
                await LoseAsync(container, running);
                break;
        }

        if (!IsOfAnotherBoot(container))
        {
            await updates.SettleAsync(containers.Find(container.Id)!);
        }
    }

    private async Task LoseAsync(ContainerRecord container, ContainerState.Running running)
    {
        var isOfAnotherBoot = IsOfAnotherBoot(container);
        var cause = isOfAnotherBoot ? "the node was restarted" : "its keeper ended";
        if (!isOfAnotherBoot)
        {
            // Whatever of it still runs must not go on beside the attempt that the kubelet makes next.
            await KillAsync(container);
        }

        container = container.With(running.Lose(cause, clock.GetUtcNow()));
        containers.Save(container);
        LogLost(container.Id, cause);
        if (!isOfAnotherBoot)
        {
            await ReleaseAsync(container);
        }
    }

    private async Task ReleaseAsync(ContainerRecord container)
    {
        try
        {
            await teardown.ReleaseAsync(container);
        }
        catch (FailureException e)
        {
            // RemoveContainer takes the same steps again.
            LogNotReleased(container.Id, e.Message);
        }
    }

    private async Task KillAsync(ContainerRecord container)
    {
        using var limit = new CancellationTokenSource(KillLimit, clock);
        try
        {
            await cgroups.KillAsync(container.Facts.CgroupPath, limit.Token);
        }
#pragma warning disable CA1031 // What cannot be killed is lost all the same; its removal kills again.
        catch (Exception e)
        {
            LogNotKilled(container.Id, e.Message);
        }
#pragma warning restore CA1031
    }

    private bool IsOfAnotherBoot(ContainerRecord container) => sandboxes.Find(container.SandboxId)?.Facts.BootId != node.BootId;

    private bool IsStray(KeptContainer kept) =>
        kept.Exit is null
        && containers.Find(new ContainerId(kept.ContainerId)) is null or { Facts.State: ContainerState.Exited }
        && sandboxes.Find(new SandboxId(kept.ContainerId)) is null;

    [LoggerMessage(9002, LogLevel.Warning, "container {ContainerId} lost: {Cause}")]
    private partial void LogLost(ContainerId containerId, string cause);

    [LoggerMessage(9010, LogLevel.Error, "container {ContainerId} is lost, and what still runs of it was not killed: {Cause}")]
    private partial void LogNotKilled(ContainerId containerId, string cause);

    [LoggerMessage(9012, LogLevel.Warning, "container {ContainerId} is lost and not wholly released: {Cause}")]
    private partial void LogNotReleased(ContainerId containerId, string cause);

    [LoggerMessage(9003, LogLevel.Warning, "container {ContainerId} runs without a record and is killed")]
    private partial void LogStray(string containerId);

    [LoggerMessage(9013, LogLevel.Warning, "container {ContainerId} runs although its record says that it has exited, and is killed")]
    private partial void LogRunsOn(string containerId);
}
