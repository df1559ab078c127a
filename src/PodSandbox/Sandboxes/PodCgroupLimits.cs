using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// The CPU and memory limits of a pod's cgroup, where it is ours. One that the kubelet has made is the kubelet's to limit, and a slice is
/// systemd's: those are left alone.
/// </summary>
public sealed class PodCgroupLimits(ICgroups cgroups)
{
    /// <summary>On return the cgroup has the limits that the record says, on failure those of before.</summary>
    /// <exception cref="FailureException">FailedPrecondition: the pod uses more memory. Internal: the kernel refused.</exception>
    public void Set(SandboxRecord sandbox)
    {
        if (!sandbox.Facts.OwnsCgroup)
        {
            return;
        }

        var path = sandbox.Facts.CgroupParent;
        var settings = PodLimits.Of(sandbox.Resources, sandbox.Overhead, cgroups.Version);

        // Version 2 takes a limit below the usage, and kills.
        var memory = settings.First(setting => setting.Controller == "memory");
        if (long.TryParse(memory.Value, out var limit) && limit >= 0 && cgroups.MemoryUsage(path) is { } usage && usage > limit)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"limit pod sandbox {sandbox.Id}: {memory.File} {limit}: the pod uses {usage}");
        }

        try
        {
            cgroups.SetAll(path, settings);
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.Internal, $"limit pod sandbox {sandbox.Id}: {e.Message}", e);
        }
    }
}
