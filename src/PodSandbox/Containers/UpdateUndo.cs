using CriSharp.Failures;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Undoes an update of a container's resources that failed, or that an earlier daemon did not live to finish. Repeatable. The caller holds the
/// container's lock, or nobody is served yet.
/// </summary>
public sealed partial class UpdateUndo(
    ContainerTable containers, ContainerBundle bundles, RunningLimits limits, NodeFacts node, ILogger<UpdateUndo> logger)
{
    /// <summary>
    /// As <see cref="UndoAsync"/>, of an update that came before. What cannot be put back (a limit below what is in use by now, an io.max of
    /// which there was none) stays in force, is told once and not tried again, so that it does not refuse every later update.
    /// </summary>
    public async Task<ContainerRecord> SettleAsync(ContainerRecord container)
    {
        try
        {
            return await UndoAsync(container);
        }
        catch (Exception e) when (e is FailureException or IOException or UnauthorizedAccessException)
        {
            LogNotUndone(container.Id, e.Message);
            return Done(container);
        }
    }

    /// <summary>On return bundle and control files are as the record says; returns the record, with no update at work.</summary>
    public async Task<ContainerRecord> UndoAsync(ContainerRecord container, bool asksRuntime = true)
    {
        if (container.Facts.LimitsBefore is not { } before)
        {
            return container;
        }

        if (container.Facts.State is not ContainerState.Exited)
        {
            var spec = await bundles.ReadAsync(container.Id);
            await bundles.WriteAsync(container.Id, ContainerLimits.Change(spec, container.Resources ?? new(), node));
        }

        if (container.Facts.State is ContainerState.Running)
        {
            await limits.PutBackAsync(container, before, asksRuntime);
        }

        return Done(container);
    }

    private ContainerRecord Done(ContainerRecord container)
    {
        container = container with { Facts = container.Facts with { LimitsBefore = null } };
        containers.Save(container);
        return container;
    }

    [LoggerMessage(2021, LogLevel.Warning, "container {ContainerId} keeps limits of an update that failed: {Cause}")]
    private partial void LogNotUndone(ContainerId containerId, string cause);
}
