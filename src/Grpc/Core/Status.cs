namespace Grpc.Core;

/// <summary>The outcome of a call: a code and a text for people.</summary>
public readonly struct Status(StatusCode statusCode, string detail, Exception? debugException = null) : IEquatable<Status>
{
    /// <summary>OK without a text.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled without a text.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; } = statusCode;

    /// <summary>The text; empty if there is none.</summary>
    public string Detail { get; } = detail;

    /// <summary>What was behind it on this side of the wire; never sent.</summary>
    public Exception? DebugException { get; } = debugException;

    public static bool operator ==(Status left, Status right) => left.Equals(right);

    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    public bool Equals(Status other) =>
        StatusCode == other.StatusCode && Detail == other.Detail && ReferenceEquals(DebugException, other.DebugException);

    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(StatusCode, Detail);

    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
