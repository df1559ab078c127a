namespace CriSharp.Runtime.Security;

/// <summary>
/// A profile as it is on disk: the OCI specification's form, and what Docker, containerd and Podman add to it (archMap, includes, excludes,
/// comments). A key that is not here is refused.
/// </summary>
internal sealed record SeccompProfileFile
{
    public string? DefaultAction { get; init; }

    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Podman's name of the same; a comment.</summary>
    public string? DefaultErrno { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public IReadOnlyList<ArchitectureEntry>? ArchMap { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }

    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public IReadOnlyList<SyscallEntry>? Syscalls { get; init; }

    /// <summary>An architecture of libseccomp, and those whose calls its processor runs too.</summary>
    internal sealed record ArchitectureEntry
    {
        public string? Architecture { get; init; }

        public IReadOnlyList<string>? SubArchitectures { get; init; }
    }

    /// <summary>A rule. <see cref="Name"/> is the old form of <see cref="Names"/>.</summary>
    internal sealed record SyscallEntry
    {
        public string? Name { get; init; }

        public IReadOnlyList<string>? Names { get; init; }

        public string? Action { get; init; }

        public uint? ErrnoRet { get; init; }

        public string? Errno { get; init; }

        public IReadOnlyList<ArgumentEntry>? Args { get; init; }

        public string? Comment { get; init; }

        public ConditionEntry? Includes { get; init; }

        public ConditionEntry? Excludes { get; init; }
    }

    /// <summary>A comparison of an argument.</summary>
    internal sealed record ArgumentEntry
    {
        public uint Index { get; init; }

        public ulong Value { get; init; }

        public ulong ValueTwo { get; init; }

        public string? Op { get; init; }
    }

    /// <summary>When a rule is there.</summary>
    internal sealed record ConditionEntry
    {
        public IReadOnlyList<string>? Caps { get; init; }

        public IReadOnlyList<string>? Arches { get; init; }

        public string? MinKernel { get; init; }
    }
}
