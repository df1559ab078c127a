namespace CriSharp.Keeper.Protocol;

/// <summary>A request that is being worked on.</summary>
internal sealed class SessionCall : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private bool _isDisposed;

    internal CancellationToken Token => _cancellation.Token;

    internal Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Gives the work up, unless it is done.</summary>
    internal void Cancel()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
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
