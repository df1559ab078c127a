namespace CriSharp.Runtime.OciSpec;

/// <summary>Numeric identity of a process (config.md, POSIX platform user).</summary>
public sealed record User(uint Uid, uint Gid)
{
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];
}
