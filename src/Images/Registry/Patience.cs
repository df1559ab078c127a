namespace CriSharp.Images.Registry;

/// <summary>How long a registry may be silent.</summary>
internal sealed class Patience(TimeSpan stallTimeout, TimeProvider time)
{
    /// <summary>One step of the conversation, e.g. the next bytes of an answer.</summary>
    /// <exception cref="TimeoutException">The registry did not do its part in time.</exception>
    internal async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(stallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            return await step(both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no data for {stallTimeout.TotalSeconds} seconds", e);
        }
    }
}
