namespace CriSharp.PodSandbox.Concurrency;

/// <summary>
/// One running operation per key. A caller that asks for a key at work joins it; a caller that goes away (the kubelet's deadline) leaves
/// the operation running. A result that no caller was left to take is kept for the retry that the kubelet sends next, for as long as
/// <paramref name="isStillTrue"/> says so of it; without that, a retry starts anew.
/// </summary>
public sealed class JoinedOperations<TKey, TResult>(Func<TResult, bool>? isStillTrue = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Operation> _running = [];
    private readonly Dictionary<TKey, TResult> _unclaimed = [];

    /// <summary>
    /// Joins the operation of this key or starts <paramref name="operation"/>, which must watch no caller's token. Only this caller's
    /// waiting ends with <paramref name="call"/>.
    /// </summary>
    public async Task<TResult> RunAsync(TKey key, Func<Task<TResult>> operation, CancellationToken call)
    {
        Operation? running;
        lock (_running)
        {
            if (_unclaimed.Remove(key, out var kept) && isStillTrue!(kept))
            {
                return kept;
            }

            if (!_running.TryGetValue(key, out running))
            {
                _running.Add(key, running = new Operation());
                running.Task = Task.Run(() => RunToEndAsync(key, running, operation), CancellationToken.None);
            }

            running.Waiting++;
        }

        try
        {
            return await running.Task!.WaitAsync(call);
        }
        catch (OperationCanceledException) when (call.IsCancellationRequested)
        {
            Leave(key, running);
            throw;
        }
    }

    /// <summary>Forgets a kept result whose object is gone.</summary>
    public void Drop(TKey key)
    {
        lock (_running)
        {
            _unclaimed.Remove(key);
        }
    }

    private async Task<TResult> RunToEndAsync(TKey key, Operation running, Func<Task<TResult>> operation)
    {
        try
        {
            var result = await operation();
            lock (_running)
            {
                running.HasResult = true;
                running.Result = result;
                KeepIfUnclaimed(key, running);
            }

            return result;
        }
        finally
        {
            lock (_running)
            {
                _running.Remove(key);
            }
        }
    }

    private void Leave(TKey key, Operation running)
    {
        lock (_running)
        {
            running.Waiting--;
            KeepIfUnclaimed(key, running);
        }
    }

    private void KeepIfUnclaimed(TKey key, Operation running)
    {
        if (isStillTrue is not null && running is { HasResult: true, Waiting: 0 })
        {
            _unclaimed[key] = running.Result!;
        }
    }

    private sealed class Operation
    {
        public Task<TResult>? Task { get; set; }

        public int Waiting { get; set; }

        public bool HasResult { get; set; }

        public TResult? Result { get; set; }
    }
}
