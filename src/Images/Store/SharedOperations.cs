namespace CriSharp.Images.Store;

/// <summary>
/// Work that several callers may want at once is done once: a caller joins what runs under its key, or starts it. It is cancelled when the
/// last caller has gone, and that caller waits until it has cleaned up. A result stays valid until its last caller has left; what nobody then
/// holds is for <paramref name="discard"/>.
/// </summary>
internal sealed class SharedOperations<TKey, TResult>(Func<TResult, Task> discard)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Operation> _running = [];

    /// <summary>Takes part; <paramref name="claim"/> runs while the result is certainly valid.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="work">Starts it; the token is the operation's own.</param>
    /// <param name="claim">Makes the caller a holder of the result.</param>
    /// <param name="joined">Called if the work was already running.</param>
    /// <param name="cancellationToken">The caller's.</param>
    internal async Task<TResult> RunAsync(
        TKey key, Func<CancellationToken, Task<TResult>> work, Action<TResult> claim, Action joined, CancellationToken cancellationToken)
    {
        var operation = Join(key, work, joined);
        try
        {
            var result = await operation.Completion.WaitAsync(cancellationToken);
            claim(result);
            return result;
        }
        finally
        {
            await LeaveAsync(key, operation);
        }
    }

    private Operation Join(TKey key, Func<CancellationToken, Task<TResult>> work, Action joined)
    {
        Operation? operation;
        lock (_gate)
        {
            if (!_running.TryGetValue(key, out operation))
            {
                operation = new Operation();
                _running[key] = operation;
                operation.Members++;
                operation.Start(work);
                return operation;
            }

            operation.Members++;
        }

        joined();
        return operation;
    }

    private async Task LeaveAsync(TKey key, Operation operation)
    {
        lock (_gate)
        {
            if (--operation.Members > 0)
            {
                return;
            }

            _running.Remove(key);
        }

        using (operation)
        {
            await operation.EndAsync(discard);
        }
    }

    private sealed class Operation : IDisposable
    {
        private readonly CancellationTokenSource _cancel = new();

        internal int Members { get; set; }

        internal Task<TResult> Completion { get; private set; } = null!;

        // Off the caller's thread, which holds the gate.
        internal void Start(Func<CancellationToken, Task<TResult>> work) => Completion = Task.Run(() => work(_cancel.Token), CancellationToken.None);

        internal async Task EndAsync(Func<TResult, Task> discard)
        {
            await _cancel.CancelAsync();
            await Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (Completion.IsCompletedSuccessfully)
            {
                await discard(await Completion);
            }
        }

        public void Dispose() => _cancel.Dispose();
    }
}
