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
    ICgroups cgroups,
    NodeDescription node,
    TimeProvider clock,
    ILogger<ContainerRecovery> logger)
{
    private const int SigKill = 9;

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var kept = (await keeper.ListAsync(cancellationToken)).ToDictionary(container => container.ContainerId);
        foreach (var container in containers.All)
        {
            await TryAsync(container.Id.Value, () => RecoverAsync(container, kept.GetValueOrDefault(container.Id.Value), cancellationToken));
        }

        foreach (var stray in kept.Values.Where(IsStray))
        {
            LogStray(stray.ContainerId);
            await TryAsync(stray.ContainerId, () => keeper.SignalAsync(stray.ContainerId, SigKill, cancellationToken));
        }
    }

    private async Task TryAsync(string id, Func<Task> recover)
    {
        try
        {
            await recover();
        }
#pragma warning disable CA1031 // One container that cannot be recovered is told, and keeps neither the others nor the daemon.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotRecovered(id, e.Message);
        }
#pragma warning restore CA1031
    }

    private async Task RecoverAsync(ContainerRecord container, KeptContainer? kept, CancellationToken cancellationToken)
    {
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
                var cause = IsOfAnotherBoot(container) ? "the node was restarted" : "its keeper ended";
                if (!IsOfAnotherBoot(container))
                {
                    // Whatever of it still runs must not go on beside the attempt that the kubelet makes next.
                    await cgroups.KillAsync(container.Facts.CgroupPath, cancellationToken);
                }

                containers.Save(container.With(running.Lose(cause, clock.GetUtcNow())));
                LogLost(container.Id, cause);
                break;
        }

        if (!IsOfAnotherBoot(container))
        {
            await updates.UndoAsync(containers.Find(container.Id)!);
        }
    }

    private bool IsOfAnotherBoot(ContainerRecord container) => sandboxes.Find(container.SandboxId)?.Facts.BootId != node.BootId;

    private bool IsStray(KeptContainer kept) =>
        kept.Exit is null
        && containers.Find(new ContainerId(kept.ContainerId)) is null or { Facts.State: ContainerState.Exited }
        && sandboxes.Find(new SandboxId(kept.ContainerId)) is null;

    [LoggerMessage(9002, LogLevel.Warning, "container {ContainerId} lost: {Cause}")]
    private partial void LogLost(ContainerId containerId, string cause);

    [LoggerMessage(9007, LogLevel.Error, "container {ContainerId} not recovered: {Cause}")]
    private partial void LogNotRecovered(string containerId, string cause);

    [LoggerMessage(9003, LogLevel.Warning, "container {ContainerId} runs without a record and is killed")]
    private partial void LogStray(string containerId);
}
