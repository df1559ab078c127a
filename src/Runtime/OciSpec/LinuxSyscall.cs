namespace CriSharp.Runtime.OciSpec;

/// <summary>What happens to these system calls if every one of <see cref="Args"/> holds.</summary>
public sealed record LinuxSyscall
{
    public required IReadOnlyList<string> Names { get; init; }

    public required string Action { get; init; }

    public uint? ErrnoRet { get; init; }

    public IReadOnlyList<LinuxSeccompArg>? Args { get; init; }
}
