using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The limits in force of a running container. They are changed through its OCI runtime, so that it and systemd know them too, and what it
/// leaves out is written to the control files; the files, not its exit code, say whether it is done. The caller holds the container's lock.
/// </summary>
public sealed class RunningLimits(
    SandboxTable sandboxes, SandboxRuntimes runtimes, ICgroups cgroups, NodeFacts node, IOptions<PodSandboxOptions> options, TimeProvider clock)
{
    /// <summary>What is in force now of what an update to these limits will change.</summary>
    public LimitsBefore Read(ContainerRecord container, LinuxResources next, int oomScoreAdj) => new(
        cgroups.Current(container.Facts.CgroupPath, CgroupSettings.Of(next, cgroups.Version)),
        UpdateLimits.PutBack(ContainerLimits.Build(container.Resources, node), next),
        OomScoreAdjustment.Of(container.Resources, node),
        oomScoreAdj);

    /// <summary>On return every limit of <paramref name="next"/> is in force; after a failure, some may be.</summary>
    /// <exception cref="FailureException">FailedPrecondition: the container uses more memory. Internal: refused. DeadlineExceeded: no answer.</exception>
    public async Task SetAsync(ContainerRecord container, LimitsBefore before, LinuxResources next)
    {
        if (cgroups.Version == CgroupVersion.Unified)
        {
            // The kernel takes such a limit and kills; version 1 refuses it by itself if nothing can be reclaimed.
            ThrowIfInUse(container, next);
        }

        try
        {
            await UpdateRuntimeAsync(container, next);
            cgroups.Set(container.Facts.CgroupPath, Shown(next));
            ThrowIfNotInForce(container, next);
            cgroups.Change(container.Facts.CgroupPath, before.OomScoreAdj, before.OomScoreAdjToBe);
        }
        catch (Exception e) when (e is not FailureException { Kind: FailureKind.DeadlineExceeded })
        {
            ThrowIfInUse(container, next);
            throw e as FailureException ?? new FailureException(FailureKind.Internal, $"update container {container.Id}: {e.Message}", e);
        }
    }

    /// <summary>On return the limits are again those of <paramref name="before"/>, or the container has ended.</summary>
    /// <exception cref="FailureException">Internal: some could not be put back.</exception>
    public async Task PutBackAsync(ContainerRecord container, LimitsBefore before, bool asksRuntime)
    {
        if (asksRuntime)
        {
            await TryPutBackInRuntimeAsync(container, before);
        }

        try
        {
            cgroups.Set(container.Facts.CgroupPath, before.Settings);
            cgroups.Change(container.Facts.CgroupPath, before.OomScoreAdjToBe, before.OomScoreAdj);
        }
        catch (LinuxException e)
        {
            if (!HasEnded(container))
            {
                throw new FailureException(FailureKind.Internal, $"put back the limits of container {container.Id}: {e.Message}", e);
            }
        }
    }

    /// <summary>Its first process is gone, although its exit is not recorded yet.</summary>
    public bool HasEnded(ContainerRecord container) =>
        container.Facts.State is ContainerState.Running running && !cgroups.Processes(container.Facts.CgroupPath).Contains(running.Pid);

    private IEnumerable<CgroupSetting> Shown(LinuxResources next) => CgroupSettings.Of(next, cgroups.Version).Where(setting => setting.IsShown);

    private async Task UpdateRuntimeAsync(ContainerRecord container, LinuxResources limits)
    {
        var runtime = runtimes.Of(sandboxes.Find(container.SandboxId));
        using var deadline = new CancellationTokenSource(options.Value.UpdateLimit, clock);
        try
        {
            await runtime.UpdateAsync(container.Id.Value, UpdateLimits.ForOciRuntime(limits, node), deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new FailureException(
                FailureKind.DeadlineExceeded,
                $"update container {container.Id}: {runtime.Handler} did not answer within {options.Value.UpdateLimit.TotalSeconds:0} s",
                e);
        }
    }

    // The control files decide whether all is as it was; what the runtime remembers is put right where it lets us.
    private async Task TryPutBackInRuntimeAsync(ContainerRecord container, LimitsBefore before)
    {
        try
        {
            await UpdateRuntimeAsync(container, before.Resources);
        }
        catch (FailureException)
        {
            // It refused the update that is being undone, or the container has ended.
        }
    }

    private void ThrowIfNotInForce(ContainerRecord container, LinuxResources next)
    {
        if (Shown(next).FirstOrDefault(setting => !cgroups.IsInForce(container.Facts.CgroupPath, setting)) is { } missed)
        {
            var shown = cgroups.Read(container.Facts.CgroupPath, missed.Controller, missed.File);
            throw new FailureException(
                FailureKind.Internal, $"update container {container.Id}: {missed.File} is {shown ?? "not there"} instead of {missed.Value}");
        }
    }

    private void ThrowIfInUse(ContainerRecord container, LinuxResources next)
    {
        if (next.Memory?.Limit is { } limit and >= 0 && cgroups.MemoryUsage(container.Facts.CgroupPath) is { } usage && usage > limit)
        {
            throw new FailureException(
                FailureKind.FailedPrecondition, $"update container {container.Id}: memory_limit_in_bytes {limit}: the container uses {usage}");
        }
    }
}
