using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>
/// A system call filter with rules that depend on the container's capabilities, the processor and the kernel.
/// <see cref="Resolve"/> turns it into what one container gets.
/// </summary>
public sealed record SeccompProfile
{
    /// <summary>For a call that no rule names, e.g. <c>SCMP_ACT_ERRNO</c>.</summary>
    public required string DefaultAction { get; init; }

    public uint? DefaultErrno { get; init; }

    /// <summary>libseccomp's architectures (<c>SCMP_ARCH_…</c>) to filter for, by processor as <see cref="NodeFacts.Architecture"/> names it; absent: its own only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Architectures { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Null: the OCI runtime's choice.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    public IReadOnlyList<SeccompRule> Rules { get; init; } = [];

    /// <summary>The filter for a container with this bounding set on this node.</summary>
    public LinuxSeccomp Resolve(IReadOnlyCollection<string> capabilities, NodeFacts node) => new()
    {
        DefaultAction = DefaultAction,
        DefaultErrnoRet = DefaultErrno,
        Architectures = Architectures.GetValueOrDefault(node.Architecture, []),
        Flags = Flags,
        Syscalls = [.. Rules.Where(rule => rule.Applies(capabilities, node)).Select(rule => rule.ToSyscall())],
    };
}
