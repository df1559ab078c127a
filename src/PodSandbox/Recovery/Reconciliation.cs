using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// Before anybody is served, makes records and node agree after a crash, an upgrade or a reboot: first the containers' states from what the
/// keeper saw, then the sandboxes, then what has no record at all. One unreadable or stubborn item is reported, never fatal, and holds up
/// the service for a limited time (<see cref="RecoveryRun"/>).
/// </summary>
public sealed partial class Reconciliation(
    ContainerRecovery containers,
    SandboxRecovery sandboxes,
    LeftoverRecovery leftovers,
    TimeProvider clock,
    ILogger<Reconciliation> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var run = new RecoveryRun(clock, logger);
        var begun = clock.GetTimestamp();

        // Without the keeper's word nothing can be said of any container: then the daemon does not start, and says why.
        await containers.RecoverAsync(run, cancellationToken);
        await StepAsync("sandboxes", token => sandboxes.RecoverAsync(run, token), cancellationToken);
        await StepAsync("leftovers", token => leftovers.RecoverAsync(run, token), cancellationToken);
        LogRecovered(clock.GetElapsedTime(begun).TotalMilliseconds);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StepAsync(string what, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
        }
#pragma warning disable CA1031 // A daemon that starts with a problem told serves its node better than one that does not start.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogStepFailed(what, e.Message);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(9011, LogLevel.Information, "records and node agree after {Milliseconds:0} ms, serving now")]
    private partial void LogRecovered(double milliseconds);

    [LoggerMessage(9001, LogLevel.Error, "recovery of {What} not finished: {Cause}")]
    private partial void LogStepFailed(string what, string cause);
}
