using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>What happens to some system calls, and for which containers the rule is there at all.</summary>
public sealed record SeccompRule
{
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>e.g. <c>SCMP_ACT_ALLOW</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The error that the call returns, with <c>SCMP_ACT_ERRNO</c>.</summary>
    public uint? Errno { get; init; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<LinuxSeccompArg> Args { get; init; } = [];

    /// <summary>When the rule is there; all of it must hold.</summary>
    public SeccompCondition Includes { get; init; } = new();

    /// <summary>When the rule is not there; any part of it suffices.</summary>
    public SeccompCondition Excludes { get; init; } = new();

    internal bool Applies(IReadOnlyCollection<string> capabilities, NodeFacts node) =>
        Includes.AllHold(capabilities, node) && !Excludes.AnyHolds(capabilities, node);

    internal LinuxSyscall ToSyscall() => new()
    {
        Names = Names,
        Action = Action,
        ErrnoRet = Errno,
        Args = Args.Count > 0 ? Args : null,
    };
}
