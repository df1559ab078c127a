using CriSharp.Failures;

namespace CriSharp.PodSandbox;

/// <summary>
/// Takes something down step by step: every step is tried whatever became of the others, none is cancelled by a caller that went away, and
/// each must be repeatable. The same teardown serves a failed set-up, Stop, Remove and recovery after a crash, so there is one truth about
/// what an object holds.
/// </summary>
internal sealed class Teardown(string subject, TimeProvider clock, TimeSpan limit)
{
    private readonly List<string> _failures = [];
    private readonly List<Exception> _causes = [];

    /// <summary>Runs a step now; its failure is kept for <see cref="ThrowIfFailed"/>.</summary>
    public async Task TryAsync(string what, Func<CancellationToken, Task> step)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        try
        {
            await step(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            _failures.Add($"{what}: not done within {limit.TotalSeconds:0} s");
        }
#pragma warning disable CA1031 // A failed step must not keep the others from running; it is told at the end.
        catch (Exception e)
        {
            _failures.Add($"{what}: {e.Message}");
            _causes.Add(e);
        }
#pragma warning restore CA1031
    }

    /// <inheritdoc cref="TryAsync(string,Func{CancellationToken,Task})"/>
    public Task TryAsync(string what, Action step) => TryAsync(what, _ =>
    {
        step();
        return Task.CompletedTask;
    });

    /// <summary>One failure that tells all of them, if there were any.</summary>
    public void ThrowIfFailed()
    {
        if (_failures.Count > 0)
        {
            var inner = _causes.Count == 1 ? _causes[0] : _causes.Count == 0 ? null : new AggregateException(_causes);
            throw new FailureException(FailureKind.Internal, $"{subject}: {string.Join("; ", _failures)}", inner);
        }
    }
}
