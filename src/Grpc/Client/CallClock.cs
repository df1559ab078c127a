using CriSharp.Grpc.Wire;
using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>Ends a call that takes too long or is not wanted any more.</summary>
internal sealed class CallClock
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private int _isStopped;
    private volatile bool _isCancelled;

    public CallClock(TimeProvider time, CallOptions options)
    {
        var left = options.Deadline?.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        _source = left < GrpcTimeout.LongestTimer
            ? new CancellationTokenSource(left.Value > TimeSpan.Zero ? left.Value : TimeSpan.Zero, time)
            : new CancellationTokenSource();
        Token = _source.Token;
        _registration = options.CancellationToken.UnsafeRegister(static clock => ((CallClock)clock!).Cancel(), this);
    }

    /// <summary>Fires when the call is to end.</summary>
    public CancellationToken Token { get; }

    /// <summary>What a call ended by <see cref="Token"/> tells.</summary>
    public Status Outcome => _isCancelled
        ? new Status(StatusCode.Cancelled, "the call was cancelled")
        : new Status(StatusCode.DeadlineExceeded, "the deadline of the call has passed");

    /// <summary>Ends the call if it still runs.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            _isCancelled = !_source.IsCancellationRequested;
            _source.Cancel();
            Release();
        }
    }

    /// <summary>The call has ended by itself.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            Release();
        }
    }

    private void Release()
    {
        _registration.Unregister();
        _source.Dispose();
    }
}
