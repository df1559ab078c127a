namespace CriSharp.Keeper.Protocol;

/// <summary>A request that is being worked on.</summary>
/// <param name="limit">When the work is given up although nobody cancels it.</param>
/// <param name="time">The clock of the limit.</param>
internal sealed class SessionCall(TimeSpan limit, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new(limit, time);
    private bool _isCancelled;
    private bool _isDisposed;

    /// <summary>Given up because the limit is over.</summary>
    internal bool IsOverdue => _cancellation.IsCancellationRequested && !_isCancelled;

    internal CancellationToken Token => _cancellation.Token;

    internal Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Gives the work up, unless it is done.</summary>
    internal void Cancel()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isCancelled = true;
                _cancellation.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _cancellation.Dispose();
        }
    }
}
