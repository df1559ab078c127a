namespace CriSharp.Runtime.Keeping;

/// <summary>
/// How a container's first process ended. <paramref name="ExitCode"/> is 128 + <paramref name="Signal"/> if a signal
/// ended it; Signal is 0 otherwise. <paramref name="OomKills"/> is how many processes of the container, not only the first, the
/// kernel killed for memory while it ran.
/// </summary>
public sealed record ContainerExit(string ContainerId, int ExitCode, int Signal, DateTimeOffset FinishedAt, long OomKills = 0);
