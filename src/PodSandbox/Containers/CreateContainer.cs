using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// CreateContainer: a snapshot of the image, a bundle with its OCI configuration, a record; no process. A second call for the same container
/// attempt joins the one at work. Nothing remains of a failure.
/// </summary>
public sealed partial class CreateContainer(
    SandboxTable sandboxes,
    ContainerTable containers,
    IImages images,
    ISnapshots snapshots,
    ContainerPlanner planner,
    ImageVolumes imageVolumes,
    ContainerBundle bundles,
    ContainerTeardown teardown,
    NodeFacts node,
    IHandlerFeatures features,
    SandboxRuntimes runtimes,
    EntityLocks locks,
    ILogger<CreateContainer> logger)
{
    private readonly JoinedOperations<ContainerIdentity, ContainerId> _operations =
        new(id => containers.Find(id)?.Facts.State is ContainerState.Created);

    /// <summary>Returns the new container's id once it can be started.</summary>
    /// <exception cref="FailureException">FailedPrecondition: the sandbox is not ready, or its handler is not configured any more.</exception>
    public async Task<ContainerId> CreateAsync(SandboxRecord sandbox, Cri.ContainerConfig config, CancellationToken call)
    {
        runtimes.Of(sandbox);
        ContainerRules.Validate(config, sandbox.Config, node, await features.OfAsync(sandbox.Facts.Handler, call));
        var own = config.Clone();
        var identity = ContainerIdentity.Of(sandbox.Id, own);
        return await _operations.RunAsync(identity, () => CreateToEndAsync(sandbox, own, identity), call);
    }

    /// <summary>The container is gone: a later call with its identity makes a new one.</summary>
    public void Forget(ContainerRecord container) => _operations.Drop(container.Identity);

    private async Task<ContainerId> CreateToEndAsync(SandboxRecord sandbox, Cri.ContainerConfig config, ContainerIdentity identity)
    {
        ThrowIfTaken(identity);
        ThrowIfNotReady(sandbox.Id, identity);
        var image = images.Find(config.Image.Image)
            ?? throw new FailureException(FailureKind.NotFound, $"create container {identity}: image {config.Image.Image} is not on this node");
        var record = await planner.PlanAsync(ContainerId.New(), sandbox, config, image);
        try
        {
            bundles.Create(record.Id, sandbox);
            // First what looks most closely at the configuration: what cannot be had is told before anything is made.
            await imageVolumes.MountAsync(record, sandbox);
            record = await planner.WriteBundleAsync(record, sandbox, image);
            await snapshots.PrepareAsync(record.Id.Value, image, CancellationToken.None);
            await CommitAsync(record, identity);
        }
        catch (Exception e)
        {
            await UndoAsync(record);
            throw e as FailureException ?? new FailureException(FailureKind.Internal, $"create container {identity}: {e.Message}", e);
        }

        LogCreated(record.Id, identity, sandbox.Id);
        return record.Id;
    }

    private async Task CommitAsync(ContainerRecord record, ContainerIdentity identity)
    {
        // Under the sandbox's lock, so that RemovePodSandbox either finds the container or has it refused here.
        using var held = await locks.Sandboxes.EnterAsync(record.SandboxId, CancellationToken.None);
        ThrowIfNotReady(record.SandboxId, identity);
        containers.Save(record);
    }

    private async Task UndoAsync(ContainerRecord record)
    {
        try
        {
            await teardown.RemoveAsync(record);
        }
        catch (FailureException e)
        {
            // What is left has no record: recovery clears it at the next start of the daemon.
            LogNotUndone(record.Id, e.Message);
        }
    }

    private void ThrowIfTaken(ContainerIdentity identity)
    {
        if (containers.Of(identity.Sandbox).FirstOrDefault(container => container.Identity == identity) is { } taken)
        {
            throw new FailureException(FailureKind.AlreadyExists, $"create container {identity}: it exists as {taken.Id}");
        }
    }

    private void ThrowIfNotReady(SandboxId sandbox, ContainerIdentity identity)
    {
        if (sandboxes.Find(sandbox)?.Facts.State is not SandboxState.Ready)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"create container {identity}: pod sandbox {sandbox} is not ready");
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "container {ContainerId} created: {Container} in pod sandbox {SandboxId}")]
    private partial void LogCreated(ContainerId containerId, ContainerIdentity container, SandboxId sandboxId);

    [LoggerMessage(2009, LogLevel.Warning, "container {ContainerId} not wholly undone: {Cause}")]
    private partial void LogNotUndone(ContainerId containerId, string cause);
}
