using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
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
    OomCounters oomCounters,
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
            Recover(container, kept.GetValueOrDefault(container.Id.Value));
        }

        foreach (var stray in kept.Values.Where(IsStray))
        {
            LogStray(stray.ContainerId);
            await keeper.SignalAsync(stray.ContainerId, SigKill, cancellationToken);
        }
    }

    private void Recover(ContainerRecord container, KeptContainer? kept)
    {
        switch (container.Facts.State)
        {
            case ContainerState.Created created when kept is not null:
                // The daemon ended between the launch and its record; the keeper went through with it.
                Watch(container.With(created.Start(kept.Process)));
                break;
            case ContainerState.Created created when IsOfAnotherBoot(container):
                containers.Save(container.With(created.Abandon(clock.GetUtcNow())));
                break;
            case ContainerState.Running when kept is not null:
                Watch(container);
                break;
            case ContainerState.Running running:
                var cause = IsOfAnotherBoot(container) ? "the node was restarted" : "its keeper ended";
                containers.Save(container.With(running.Lose(cause, clock.GetUtcNow())));
                LogLost(container.Id, cause);
                break;
        }
    }

    private void Watch(ContainerRecord container)
    {
        containers.Save(container);
        oomCounters.Watch(container);
    }

    private bool IsOfAnotherBoot(ContainerRecord container) => sandboxes.Find(container.SandboxId)?.Facts.BootId != node.BootId;

    private bool IsStray(KeptContainer kept) =>
        kept.Exit is null && containers.Find(new ContainerId(kept.ContainerId)) is null && sandboxes.Find(new SandboxId(kept.ContainerId)) is null;

    [LoggerMessage(9002, LogLevel.Warning, "container {ContainerId} lost: {Cause}")]
    private partial void LogLost(ContainerId containerId, string cause);

    [LoggerMessage(9003, LogLevel.Warning, "container {ContainerId} runs without a record and is killed")]
    private partial void LogStray(string containerId);
}
