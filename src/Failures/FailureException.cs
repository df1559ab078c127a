namespace CriSharp.Failures;

/// <summary>
/// An expected failure, worded for the reader of <c>kubectl describe</c>: <c>operation subject: cause</c>, lower case, no full stop.
/// </summary>
public sealed class FailureException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is; decides the gRPC code.</summary>
    public FailureKind Kind { get; } = kind;
}
