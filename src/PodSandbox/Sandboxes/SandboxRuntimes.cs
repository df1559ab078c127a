using CriSharp.Failures;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>The OCI runtime of each sandbox: the one it was made with, for as long as it lives.</summary>
public sealed partial class SandboxRuntimes(IOciRuntimes runtimes, ICgroups cgroups, ILogger<SandboxRuntimes> logger)
{
    /// <summary>The runtime of a sandbox and its containers; without a sandbox, the default one.</summary>
    /// <exception cref="FailureException">FailedPrecondition: the handler is not configured any more, or its program not installed.</exception>
    public IOciRuntime Of(SandboxRecord? sandbox)
    {
        try
        {
            return runtimes.Find(sandbox?.Facts.Handler ?? "", sandbox?.Facts.Runtime?.Root);
        }
        catch (FailureException e) when (e.Kind == FailureKind.InvalidArgument)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"pod sandbox {sandbox?.Id}: {e.Message} any more", e);
        }
    }

    /// <summary>
    /// Removes what the OCI runtime holds of a container. Where the runtime is gone from configuration or node, its part is done without it:
    /// a pod must not stay for want of a program.
    /// </summary>
    public async Task DeleteAsync(SandboxRecord? sandbox, string containerId, string cgroupPath, CancellationToken cancellationToken)
    {
        IOciRuntime runtime;
        try
        {
            runtime = Of(sandbox);
        }
        catch (FailureException e) when (e.Kind == FailureKind.FailedPrecondition)
        {
            await DeleteWithoutAsync(sandbox, containerId, cgroupPath, e.Message, cancellationToken);
            return;
        }

        await runtime.DeleteAsync(containerId, cancellationToken);
    }

    private async Task DeleteWithoutAsync(
        SandboxRecord? sandbox, string containerId, string cgroupPath, string cause, CancellationToken cancellationToken)
    {
        await cgroups.KillAsync(cgroupPath, cancellationToken);
        cgroups.Remove(cgroupPath);
        if (sandbox?.Facts.Runtime?.Root is { } root && OciRuntimeState.Exists(root, containerId))
        {
            OciRuntimeState.Remove(root, containerId);
            LogDeletedWithout(containerId, cause);
        }
    }

    [LoggerMessage(1013, LogLevel.Warning, "container {ContainerId} taken down without its OCI runtime: {Cause}")]
    private partial void LogDeletedWithout(string containerId, string cause);
}
