namespace CriSharp.PodSandbox.Containers;

/// <summary>What a command in a container wrote and how it ended; the streams are cut to <see cref="ExecSync.OutputLimitBytes"/>.</summary>
public sealed record ExecResult(ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error, int ExitCode);
