using CriSharp.Failures;

namespace CriSharp.Images.Registry;

/// <summary>A request that got no answer; the failure to report if it is not repeated.</summary>
internal sealed class BrokenConnectionException(FailureException failure, bool isWorthRepeating) : Exception(failure.Message, failure)
{
    internal FailureException Failure { get; } = failure;

    internal bool IsWorthRepeating { get; } = isWorthRepeating;
}
