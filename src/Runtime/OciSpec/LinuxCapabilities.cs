namespace CriSharp.Runtime.OciSpec;

/// <summary>The five capability sets of a process, names with <c>CAP_</c> (capabilities(7)).</summary>
public sealed record LinuxCapabilities
{
    public IReadOnlyList<string> Bounding { get; init; } = [];

    public IReadOnlyList<string> Effective { get; init; } = [];

    public IReadOnlyList<string> Inheritable { get; init; } = [];

    public IReadOnlyList<string> Permitted { get; init; } = [];

    public IReadOnlyList<string> Ambient { get; init; } = [];
}
