namespace Grpc.Core;

/// <summary>What a client asks of one call.</summary>
public readonly struct CallOptions(
    Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null)
    : IEquatable<CallOptions>
{
    /// <summary>Custom headers to send.</summary>
    public Metadata? Headers { get; } = headers;

    /// <summary>When to stop waiting, in UTC; null to wait for ever.</summary>
    public DateTime? Deadline { get; } = deadline;

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { get; } = writeOptions;

    public static bool operator ==(CallOptions left, CallOptions right) => left.Equals(right);

    public static bool operator !=(CallOptions left, CallOptions right) => !left.Equals(right);

    public CallOptions WithHeaders(Metadata headers) => new(headers, Deadline, CancellationToken, WriteOptions);

    public CallOptions WithDeadline(DateTime deadline) => new(Headers, deadline, CancellationToken, WriteOptions);

    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => new(Headers, Deadline, cancellationToken, WriteOptions);

    public CallOptions WithWriteOptions(WriteOptions writeOptions) => new(Headers, Deadline, CancellationToken, writeOptions);

    public bool Equals(CallOptions other) =>
        ReferenceEquals(Headers, other.Headers) && Deadline == other.Deadline
        && CancellationToken == other.CancellationToken && ReferenceEquals(WriteOptions, other.WriteOptions);

    public override bool Equals(object? obj) => obj is CallOptions other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Headers, Deadline, CancellationToken, WriteOptions);
}
