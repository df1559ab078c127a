using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Listens to the keeper: each exit is recorded with its reason, told to those who wait, what the container held is released, and only then
/// the keeper may forget it. The keeper repeats an exit until then, so a crash between any two of these steps loses nothing.
/// </summary>
public sealed partial class ExitRecorder(
    ContainerTable containers,
    IKeeper keeper,
    ContainerTeardown teardown,
    SandboxInit init,
    ExitWaiters exits,
    EntityLocks locks,
    TimeProvider clock,
    ILogger<ExitRecorder> logger) : BackgroundService
{
    // Many, as one may wait for a lock whose holder waits for the exit of another.
    private const int AtOnce = 1024;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        keeper.ExitsAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        RecordAsync);

    // The keeper tells an exit once for each subscription: until it is recorded (a full disk, a keeper that went away) it is tried again here.
    private async ValueTask RecordAsync(ContainerExit exit, CancellationToken stopping)
    {
        for (var pause = ShortestPause; !await TryRecordAsync(exit, stopping); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, clock, stopping);
        }
    }

    private async Task<bool> TryRecordAsync(ContainerExit exit, CancellationToken stopping)
    {
        try
        {
            if (!await init.RecordExitAsync(exit, stopping))
            {
                await RecordContainerAsync(exit, stopping);
            }

            await keeper.ForgetAsync(exit.ContainerId, stopping);
            return true;
        }
#pragma warning disable CA1031 // One container's trouble must not stop the recording of the others' exits.
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            LogNotRecorded(exit.ContainerId, e.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task RecordContainerAsync(ContainerExit exit, CancellationToken stopping)
    {
        var id = new ContainerId(exit.ContainerId);
        using var held = await locks.Containers.EnterAsync(id, stopping);
        if (containers.Find(id) is not { } container)
        {
            return;
        }

        var exited = container.Facts.State switch
        {
            ContainerState.Running running => running.Exit(exit),
            ContainerState.Created created => created.Exit(exit),
            _ => null,
        };
        if (exited is not null)
        {
            container = container.With(exited);
            containers.Save(container);
            exits.Notify(id);
            LogExited(id, exited.ExitCode, exited.Reason);
        }

        try
        {
            await teardown.ReleaseAsync(container);
        }
        catch (FailureException e)
        {
            // RemoveContainer takes the same steps again.
            LogNotReleased(id, e.Message);
        }
    }

    [LoggerMessage(2006, LogLevel.Information, "container {ContainerId} exited with code {ExitCode}: {Reason}")]
    private partial void LogExited(ContainerId containerId, int exitCode, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "container {ContainerId} not wholly released after its exit: {Cause}")]
    private partial void LogNotReleased(ContainerId containerId, string cause);

    [LoggerMessage(2008, LogLevel.Error, "exit of {ContainerId} not recorded, will be tried again: {Cause}")]
    private partial void LogNotRecorded(string containerId, string cause);
}
