namespace CriSharp.Runtime.Keeping;

/// <summary>The first process of a started container, by its id in the keeper's PID namespace.</summary>
public sealed record KeptProcess(int Pid, DateTimeOffset StartedAt);
