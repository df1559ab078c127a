namespace CriSharp.Images.Store;

/// <summary>
/// Work that several callers may want at once is done once: a caller joins what runs under its key, or starts it. It is cancelled when the
/// last caller has gone, and that caller waits until it has cleaned up. A result stays valid until its last caller has left; then what nobody
/// has claimed is for <paramref name="discard"/>.
/// </summary>
internal sealed class SharedOperations<TKey, TResult>(Func<TResult, Task> discard)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Operation> _running = [];

    /// <summary>Takes part in the work, which gets a token and a progress of its own. <paramref name="claim"/> runs while the result is certainly valid.</summary>
    internal async Task<TResult> RunAsync(
        TKey key,
        Func<IProgress<LayerProgress>, CancellationToken, Task<TResult>> work,
        Action<TResult> claim,
        IProgress<LayerProgress>? progress,
        CancellationToken cancellationToken)
    {
        var operation = Join(key, work);
        try
        {
            operation.Listen(progress);
            var result = await operation.Completion.WaitAsync(cancellationToken);
            claim(result);
            return result;
        }
        finally
        {
            operation.Unlisten(progress);
            await LeaveAsync(key, operation);
        }
    }

    private Operation Join(TKey key, Func<IProgress<LayerProgress>, CancellationToken, Task<TResult>> work)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(key, out var operation))
            {
                operation = new Operation();
                _running[key] = operation;
                operation.Start(work);
            }

            operation.Members++;
            return operation;
        }
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
        private readonly ProgressBroadcast _progress = new();

        internal int Members { get; set; }

        internal Task<TResult> Completion { get; private set; } = null!;

        // Not on the caller's thread, which holds the gate.
        internal void Start(Func<IProgress<LayerProgress>, CancellationToken, Task<TResult>> work) =>
            Completion = Task.Run(() => work(_progress, _cancel.Token), CancellationToken.None);

        internal void Listen(IProgress<LayerProgress>? listener)
        {
            if (listener is not null)
            {
                _progress.Add(listener);
            }
        }

        internal void Unlisten(IProgress<LayerProgress>? listener)
        {
            if (listener is not null)
            {
                _progress.Remove(listener);
            }
        }

        internal async Task EndAsync(Func<TResult, Task> discard)
        {
            await _cancel.CancelAsync();
            await Task.WhenAny(Completion);
            if (Completion.IsCompletedSuccessfully)
            {
                await discard(await Completion);
            }
        }

        public void Dispose() => _cancel.Dispose();
    }
}
