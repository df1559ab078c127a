using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// UpdateContainerResources (KEP-1287), all or nothing: on success every limit is in force and ContainerStatus shows it, on failure all is as
/// before. What is zero or absent stays as it is. A created container starts with the new limits; of an exited one only the record changes.
/// An oom_score_adj is given to the processes that have the container's; others have chosen their own.
/// </summary>
public sealed partial class UpdateContainerResources(
    ContainerTable containers,
    ContainerBundle bundles,
    RunningLimits limits,
    UpdateUndo undo,
    NodeFacts node,
    EntityLocks locks,
    ILogger<UpdateContainerResources> logger)
{
    /// <summary>Returns when it is decided. It goes on when the caller has gone; updates of one container come one after the other.</summary>
    /// <exception cref="FailureException">
    /// NotFound; InvalidArgument naming the field of the whole that would be in force; FailedPrecondition: less memory than in use;
    /// DeadlineExceeded: the OCI runtime hung; Internal: it or the kernel refused.
    /// </exception>
    public Task UpdateAsync(ContainerId id, Cri.LinuxContainerResources update, CancellationToken call) =>
        UpdateToEndAsync(id, update.Clone()).WaitAsync(call);

    private async Task UpdateToEndAsync(ContainerId id, Cri.LinuxContainerResources update)
    {
        using var held = await locks.Containers.EnterAsync(id, CancellationToken.None);
        var container = await undo.SettleAsync(containers.Get(id.Value));
        var merged = ResourceMerge.Merge(container.Resources, update);
        ResourceRules.Validate(ConfigCheck.ContainerUpdate, "linux", merged, node);
        if (container.Facts.State is ContainerState.Exited || !await TryChangeAsync(container, merged))
        {
            containers.Save(WithResources(containers.Get(id.Value), merged));
        }

        LogUpdated(id);
    }

    // False if a running container has ended meanwhile: then it has no limits any more that could be in force.
    private async Task<bool> TryChangeAsync(ContainerRecord container, Cri.LinuxContainerResources merged)
    {
        var spec = ContainerLimits.Change(await bundles.ReadAsync(container.Id), merged, node);
        var next = ContainerLimits.Build(merged, node) with { Pids = spec.Linux.Resources.Pids };
        var before = limits.Read(container, next, OomScoreAdjustment.Of(merged, node));
        container = container with { Facts = container.Facts with { LimitsBefore = before } };
        containers.Save(container);
        try
        {
            if (container.Facts.State is ContainerState.Running)
            {
                await limits.SetAsync(container, before, next);
            }

            await bundles.WriteAsync(container.Id, spec);
            containers.Save(WithResources(container, merged));
            return true;
        }
        catch (Exception e)
        {
            var hung = e is FailureException { Kind: FailureKind.DeadlineExceeded };
            await UndoAsync(container, asksRuntime: !hung, e);
            if (limits.HasEnded(container))
            {
                return false;
            }

            throw e as FailureException ?? new FailureException(FailureKind.Internal, $"update container {container.Id}: {e.Message}", e);
        }
    }

    private async Task UndoAsync(ContainerRecord container, bool asksRuntime, Exception cause)
    {
        try
        {
            await undo.UndoAsync(container, asksRuntime);
        }
        catch (Exception e)
        {
            // The record goes on saying that an update is at work: the next update or the next start of the daemon tries once more.
            throw new FailureException(FailureKind.Internal, $"{cause.Message}; and not undone: {e.Message}", e);
        }
    }

    private static ContainerRecord WithResources(ContainerRecord container, Cri.LinuxContainerResources merged) =>
        container with { Facts = container.Facts with { Resources = merged.ToByteArray(), LimitsBefore = null } };

    [LoggerMessage(2020, LogLevel.Information, "container {ContainerId} has other resources")]
    private partial void LogUpdated(ContainerId containerId);
}
