using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>What the init of a pod that shares its PID namespace is made from.</summary>
public sealed record SandboxInitInput
{
    public required SandboxFacts Sandbox { get; init; }

    public required NodeFacts Node { get; init; }

    public required Cri.CgroupDriver CgroupDriver { get; init; }

    /// <summary>A directory with the program in it, alone, and empty directories <c>proc</c>, <c>dev</c> and <c>sys</c>.</summary>
    public required string RootPath { get; init; }

    /// <summary>The program in <see cref="RootPath"/>, e.g. <c>/catatonit</c>.</summary>
    public string Program { get; init; } = "/catatonit";
}
