using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Undoes an update of a container's resources that failed, or that an earlier daemon did not live to finish. Repeatable. The caller holds the
/// container's lock, or nobody is served yet.
/// </summary>
public sealed class UpdateUndo(ContainerTable containers, ContainerBundle bundles, RunningLimits limits, NodeFacts node)
{
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

        var undone = container with { Facts = container.Facts with { LimitsBefore = null } };
        containers.Save(undone);
        return undone;
    }
}
