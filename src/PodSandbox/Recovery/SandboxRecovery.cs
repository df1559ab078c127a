using CriSharp.Failures;
using CriSharp.Linux.Mounts;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Node;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// Sandboxes after a restart: one that was still being prepared is undone, one of another boot or with a lost namespace is not ready, and
/// what a stopped one still owes is taken down.
/// </summary>
public sealed partial class SandboxRecovery(
    SandboxTable sandboxes,
    SandboxTeardown teardown,
    PodCgroupLimits limits,
    NodeDescription node,
    TimeProvider clock,
    ILogger<SandboxRecovery> logger)
{
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var pins = MountInfo.Read().Select(mount => mount.MountPoint).ToHashSet();
        foreach (var sandbox in sandboxes.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(sandbox, pins);
        }
    }

    private async Task TryAsync(SandboxRecord sandbox, HashSet<string> pins)
    {
        try
        {
            await RecoverAsync(sandbox, pins);
        }
#pragma warning disable CA1031 // One sandbox that cannot be recovered is told, and keeps neither the others nor the daemon.
        catch (Exception e)
        {
            LogNotReleased(sandbox.Id, e.Message);
        }
#pragma warning restore CA1031
    }

    private async Task RecoverAsync(SandboxRecord sandbox, HashSet<string> pins)
    {
        switch (sandbox.Facts.State)
        {
            case SandboxState.Preparing preparing:
                if (await TryReleaseAsync(OfThisBoot(sandbox)))
                {
                    sandboxes.Remove(sandbox.Id);
                }
                else
                {
                    sandboxes.Save(sandboxes.Find(sandbox.Id)!.With(preparing.Abandon(clock.GetUtcNow())));
                }

                break;
            case SandboxState.Ready ready when sandbox.Facts.BootId != node.BootId:
                LogNotReady(sandbox.Id, "the node was restarted");
                await FinishStopAsync(OfThisBoot(sandbox).With(ready.Stop(clock.GetUtcNow())));
                break;
            case SandboxState.Ready ready when Pins(sandbox).FirstOrDefault(path => !pins.Contains(path)) is { } lost:
                // Its containers may still run: they are the kubelet's to stop, so nothing is taken down under them.
                LogNotReady(sandbox.Id, $"namespace {lost} is gone");
                sandboxes.Save(sandbox.With(ready.Stop(clock.GetUtcNow())));
                break;
            case SandboxState.Ready when sandbox.Facts.OwnsCgroup:
                // An update may have been cut short before it was recorded.
                limits.Set(sandbox);
                break;
            case SandboxState.NotReady { IsReleased: false } when sandbox.Facts.BootId != node.BootId:
                await FinishStopAsync(OfThisBoot(sandbox));
                break;
        }
    }

    private async Task FinishStopAsync(SandboxRecord sandbox)
    {
        sandboxes.Save(sandbox);
        if (await TryReleaseAsync(sandbox))
        {
            sandbox = sandboxes.Find(sandbox.Id)!;
            sandboxes.Save(sandbox.With(((SandboxState.NotReady)sandbox.Facts.State).Release()));
        }
    }

    private async Task<bool> TryReleaseAsync(SandboxRecord sandbox)
    {
        try
        {
            await teardown.ReleaseAsync(sandbox);
            return true;
        }
        catch (FailureException e)
        {
            LogNotReleased(sandbox.Id, e.Message);
            return false;
        }
    }

    // After a reboot there is no namespace and no init: DEL runs with an empty CNI_NETNS.
    private SandboxRecord OfThisBoot(SandboxRecord sandbox) => sandbox.Facts.BootId == node.BootId ? sandbox : sandbox with
    {
        Facts = sandbox.Facts with
        {
            HasInit = false,
            Namespaces = new(null, null, null),
            Network = sandbox.Facts.Network is { } network ? network with { NamespacePath = null } : null,
        },
    };

    private static IEnumerable<string> Pins(SandboxRecord sandbox)
    {
        var paths = sandbox.Facts.Namespaces;
        return new[] { paths.Network, paths.Ipc, paths.Uts, paths.Pid, paths.User }.OfType<string>();
    }

    [LoggerMessage(9004, LogLevel.Warning, "pod sandbox {SandboxId} is not ready any more: {Cause}")]
    private partial void LogNotReady(SandboxId sandboxId, string cause);

    [LoggerMessage(9005, LogLevel.Warning, "pod sandbox {SandboxId} not wholly released: {Cause}")]
    private partial void LogNotReleased(SandboxId sandboxId, string cause);
}
