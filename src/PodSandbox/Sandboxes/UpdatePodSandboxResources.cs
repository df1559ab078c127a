using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// UpdatePodSandboxResources (KEP-1287, KEP-5419): the new sums of a pod, each in place of the one before; an absent one stays. They are
/// recorded, and limit the pod's cgroup where it is ours. The kubelet has changed the one it made itself before it calls, so that is left alone.
/// </summary>
public sealed partial class UpdatePodSandboxResources(
    SandboxTable sandboxes, PodCgroupLimits limits, NodeFacts node, EntityLocks locks, ILogger<UpdatePodSandboxResources> logger)
{
    /// <summary>All or nothing.</summary>
    /// <exception cref="FailureException">
    /// NotFound; InvalidArgument naming the field; FailedPrecondition: not ready, or less memory than in use; Internal: the kernel refused.
    /// </exception>
    public async Task UpdateAsync(
        SandboxId id, Cri.LinuxContainerResources? overhead, Cri.LinuxContainerResources? resources, CancellationToken call)
    {
        PodResourceRules.Validate(overhead, resources, node);
        using var held = await locks.Sandboxes.EnterAsync(id, call);
        var before = sandboxes.Get(id.Value);
        if (before.Facts.State is not SandboxState.Ready)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"update pod sandbox {id}: it is not ready");
        }

        var after = before with
        {
            Facts = before.Facts with
            {
                Overhead = overhead?.ToByteArray() ?? before.Facts.Overhead,
                Resources = resources?.ToByteArray() ?? before.Facts.Resources,
            },
        };
        limits.Set(after);
        try
        {
            sandboxes.Save(after);
        }
        catch (Exception)
        {
            limits.Set(before);
            throw;
        }

        LogUpdated(id);
    }

    [LoggerMessage(1006, LogLevel.Information, "pod sandbox {SandboxId} has other resources")]
    private partial void LogUpdated(SandboxId sandboxId);
}
