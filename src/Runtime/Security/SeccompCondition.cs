namespace CriSharp.Runtime.Security;

/// <summary>Capabilities in the container's bounding set, processors and a least kernel version that a rule depends on; empty parts say nothing.</summary>
public sealed record SeccompCondition
{
    /// <summary>Names with <c>CAP_</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>As <see cref="NodeFacts.Architecture"/> names them.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    public Version? MinKernel { get; init; }

    internal bool AllHold(IReadOnlyCollection<string> capabilities, NodeFacts node) =>
        Capabilities.All(capabilities.Contains)
        && (Architectures.Count == 0 || Architectures.Contains(node.Architecture))
        && (MinKernel is null || node.Kernel >= MinKernel);

    internal bool AnyHolds(IReadOnlyCollection<string> capabilities, NodeFacts node) =>
        Capabilities.Any(capabilities.Contains)
        || Architectures.Contains(node.Architecture)
        || (MinKernel is not null && node.Kernel >= MinKernel);
}
