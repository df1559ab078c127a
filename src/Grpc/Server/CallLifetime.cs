using CriSharp.Grpc.Wire;
using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>How long a call may run: until the client gives up, its deadline passes or, for streams without an end, the server stops.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly CancellationToken _client;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _clientRegistration;
    private readonly CancellationTokenRegistration _stoppingRegistration;

    public CallLifetime(TimeProvider time, TimeSpan? timeout, CancellationToken client, CancellationToken stopping)
    {
        _client = client;
        _stopping = stopping;
        var hasTimer = timeout < GrpcTimeout.LongestTimer;
        Deadline = hasTimer ? time.GetUtcNow().UtcDateTime + timeout!.Value : DateTime.MaxValue;
        if (!hasTimer && !stopping.CanBeCanceled)
        {
            Token = client;
            return;
        }

        _source = hasTimer ? new CancellationTokenSource(timeout!.Value, time) : new CancellationTokenSource();
        _clientRegistration = client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _stoppingRegistration = stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        Token = _source.Token;
    }

    /// <summary>Fires at the end.</summary>
    public CancellationToken Token { get; }

    /// <summary>When the client stops waiting, in UTC; <see cref="DateTime.MaxValue"/> if it never does.</summary>
    public DateTime Deadline { get; }

    /// <summary>Whether nobody waits for the answer any more.</summary>
    public bool IsAbandoned => _client.IsCancellationRequested;

    /// <summary>What an operation cancelled by <see cref="Token"/> answers.</summary>
    public Status Outcome
    {
        get
        {
            if (_client.IsCancellationRequested || !Token.IsCancellationRequested)
            {
                return new Status(StatusCode.Cancelled, "the call was cancelled");
            }

            return _stopping.IsCancellationRequested
                ? new Status(StatusCode.Unavailable, "the server is stopping")
                : new Status(StatusCode.DeadlineExceeded, "the deadline of the call has passed");
        }
    }

    public void Dispose()
    {
        _clientRegistration.Dispose();
        _stoppingRegistration.Dispose();
        _source?.Dispose();
    }
}
