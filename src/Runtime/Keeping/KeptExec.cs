namespace CriSharp.Runtime.Keeping;

/// <summary>
/// A running exec. Not durable: if the keeper's connection breaks, <see cref="ExitCode"/> fails with
/// <c>Unavailable</c>.
/// </summary>
public sealed record KeptExec
{
    public required int Pid { get; init; }

    /// <summary>Completes with the exit code, 128 + signal if a signal ended it.</summary>
    public required Task<int> ExitCode { get; init; }

    /// <summary>Sends a signal to the process through its pidfd.</summary>
    public required Func<int, CancellationToken, Task> SignalAsync { get; init; }
}
