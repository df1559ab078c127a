namespace CriSharp.PodSandbox.Containers;

/// <summary>The time a stopping container has: it ends at the earliest moment that any caller asked for.</summary>
internal sealed class StopGrace(TimeProvider clock, TimeSpan grace) : IDisposable
{
    private readonly CancellationTokenSource _source = new(Bounded(grace), clock);
    private readonly Lock _gate = new();
    private DateTimeOffset _endsAt = clock.GetUtcNow() + Bounded(grace);
    private bool _isDisposed;

    /// <summary>Cancelled when the grace is over.</summary>
    public CancellationToken Over => _source.Token;

    /// <summary>Another caller's grace, from now: it may shorten this one, and never lengthens it.</summary>
    public void ShortenTo(TimeSpan other)
    {
        lock (_gate)
        {
            var endsAt = clock.GetUtcNow() + Bounded(other);
            if (!_isDisposed && endsAt < _endsAt)
            {
                _endsAt = endsAt;
                _source.CancelAfter(Bounded(other));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _source.Dispose();
        }
    }

    // A timer takes at most 2^32 ms; a grace of weeks is as good as for ever.
    private static TimeSpan Bounded(TimeSpan grace) =>
        grace < TimeSpan.Zero ? TimeSpan.Zero : grace > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : grace;
}
