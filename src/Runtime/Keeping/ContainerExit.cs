namespace CriSharp.Runtime.Keeping;

/// <summary>
/// How a container's first process ended. <paramref name="ExitCode"/> is 128 + <paramref name="Signal"/> if a signal
/// ended it; Signal is 0 otherwise.
/// </summary>
public sealed record ContainerExit(string ContainerId, int ExitCode, int Signal, DateTimeOffset FinishedAt);
