namespace CriSharp.Linux.Events;

/// <summary>
/// Wakes one waiter: a <see cref="Set"/> before the wait is remembered, so nothing is lost between an operation that
/// answered "try again" and the wait for the next edge.
/// </summary>
internal sealed class Signal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _set;

    internal void Set()
    {
        lock (_lock)
        {
            // A waiter that was cancelled takes nothing: the next one gets it.
            _set = _waiter is null || !_waiter.TrySetResult();
            _waiter = null;
        }
    }

    /// <summary>
    /// Completes at the next <see cref="Set"/>, or at once if there was one since the last wait. One waiter at a
    /// time.
    /// </summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (_set)
            {
                _set = false;
                return;
            }

            waiter = _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await using var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        await waiter.Task;
    }
}
