namespace CriSharp.PodSandbox.Containers;

/// <summary>What a command in a container wrote and how it ended; each stream is cut at <see cref="ExecSync.OutputLimitBytes"/>.</summary>
public sealed record ExecResult(byte[] Output, byte[] Error, int ExitCode);
