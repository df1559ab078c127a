using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// RunPodSandbox: reserves the pod's identity, records the sandbox as preparing, sets it up and records it as ready. A second call for the
/// same pod attempt joins the one at work; a failed set-up is taken down, and what could not be stays listed as not ready.
/// </summary>
public sealed partial class RunPodSandbox(
    SandboxTable sandboxes,
    SandboxSetup setup,
    SandboxTeardown teardown,
    IOciRuntimes runtimes,
    UserNamespaceSupport userNamespaces,
    SandboxPlanner planner,
    SandboxLabels labels,
    NodeFacts node,
    EntityLocks locks,
    TimeProvider clock,
    ILogger<RunPodSandbox> logger)
{
    private readonly JoinedOperations<PodIdentity, SandboxId> _operations =
        new(id => sandboxes.Find(id)?.Facts.State is SandboxState.Ready);

    /// <summary>Returns once the sandbox is ready and its pod has its network.</summary>
    public async Task<SandboxId> RunAsync(Cri.PodSandboxConfig config, string runtimeHandler, CancellationToken call)
    {
        SandboxRules.Validate(config, node);
        PodResourceRules.Validate(config.Linux, node);
        runtimes.Find(runtimeHandler);
        if (PodUserNamespace.Of(config) is not null)
        {
            await userNamespaces.RequireAsync(runtimeHandler, call);
        }

        var own = config.Clone();
        var identity = PodIdentity.Of(own);
        return await _operations.RunAsync(identity, () => RunToEndAsync(own, identity, runtimeHandler), call);
    }

    /// <summary>The sandbox is gone: a later call with its identity makes a new one.</summary>
    public void Forget(SandboxRecord sandbox) => _operations.Drop(sandbox.Identity);

    private async Task<SandboxId> RunToEndAsync(Cri.PodSandboxConfig config, PodIdentity identity, string runtimeHandler)
    {
        if (sandboxes.All.FirstOrDefault(sandbox => sandbox.Identity == identity) is { } taken)
        {
            throw new FailureException(FailureKind.AlreadyExists, $"run pod sandbox {identity}: it exists as {taken.Id}");
        }

        var record = planner.Plan(SandboxId.New(), config, runtimeHandler, runtimes.Find(runtimeHandler));
        // Whoever hears of an end of the pod's init meanwhile waits until the sandbox is ready, or gone.
        using var held = await locks.Sandboxes.EnterAsync(record.Id, CancellationToken.None);
        record = labels.Save(record);
        try
        {
            record = await setup.SetUpAsync(record);
            sandboxes.Save(record.With(((SandboxState.Preparing)record.Facts.State).Complete()));
        }
        catch (Exception e)
        {
            await AbandonAsync(record.Id);
            throw new FailureException(
                e is FailureException failure ? failure.Kind : FailureKind.Internal, $"run pod sandbox {identity}: {e.Message}", e);
        }

        LogReady(record.Id, identity);
        return record.Id;
    }

    private async Task AbandonAsync(SandboxId id)
    {
        // The set-up saves what it has made before it goes on, so the stored record, not the one this operation began with, is the truth.
        var record = sandboxes.Find(id)!;
        try
        {
            await teardown.ReleaseAsync(record);
            sandboxes.Remove(id);
        }
        catch (FailureException e)
        {
            LogNotUndone(id, e.Message);
            sandboxes.Save(sandboxes.Find(id)!.With(((SandboxState.Preparing)record.Facts.State).Abandon(clock.GetUtcNow())));
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "pod sandbox {SandboxId} ready: {Pod}")]
    private partial void LogReady(SandboxId sandboxId, PodIdentity pod);

    [LoggerMessage(1002, LogLevel.Warning, "pod sandbox {SandboxId} not wholly undone, it stays listed until removed: {Cause}")]
    private partial void LogNotUndone(SandboxId sandboxId, string cause);
}
