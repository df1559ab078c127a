using CriSharp.Failures;
using CriSharp.Linux.Mounts;
using CriSharp.PodSandbox.Concurrency;
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
    EntityLocks locks,
    NodeDescription node,
    TimeProvider clock,
    ILogger<SandboxRecovery> logger)
{
    public Task RecoverAsync(RecoveryRun run, CancellationToken cancellationToken)
    {
        var pins = MountInfo.Read().Select(mount => mount.MountPoint).ToHashSet();
        return run.DoAsync(
            [.. sandboxes.All.Select(sandbox => new RecoveryItem($"pod sandbox {sandbox.Id}", () => RecoverAsync(sandbox.Id, pins)))], cancellationToken);
    }

    private async Task RecoverAsync(SandboxId id, HashSet<string> pins)
    {
        using var held = await locks.Sandboxes.EnterAsync(id, CancellationToken.None);
        if (sandboxes.Find(id) is { } sandbox)
        {
            await RecoverAsync(sandbox, pins);
        }
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
