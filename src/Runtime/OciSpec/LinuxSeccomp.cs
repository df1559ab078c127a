namespace CriSharp.Runtime.OciSpec;

/// <summary>A system call filter (config-linux.md, seccomp). Names that the node's libseccomp does not know are skipped by the OCI runtimes.</summary>
public sealed record LinuxSeccomp
{
    /// <summary>What happens to a call that no rule names, e.g. <c>SCMP_ACT_ERRNO</c>.</summary>
    public required string DefaultAction { get; init; }

    public uint? DefaultErrnoRet { get; init; }

    /// <summary><c>SCMP_ARCH_X86_64</c>, …</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary><c>SECCOMP_FILTER_FLAG_LOG</c>, … (seccomp(2)).</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    public IReadOnlyList<LinuxSyscall> Syscalls { get; init; } = [];
}
