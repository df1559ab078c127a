using CriSharp.Runtime.Mounts;

namespace CriSharp.PodSandbox.Specs;

/// <summary>A CRI mount and the existing file or directory on the host that its path means, links followed.</summary>
public sealed record ResolvedMount(Cri.Mount Mount, string Source)
{
    /// <summary>That file or directory itself, also where the source is a copy that will show it only from the start on.</summary>
    public string OnNode { get; init; } = Source;

    /// <summary>The source is a directory, not a file, socket or device.</summary>
    public bool IsDirectory { get; init; } = true;

    /// <summary>What is mounted below the source, relative to it, and has to be named to be seen (<see cref="Submounts"/>).</summary>
    public IReadOnlyList<MountBelow> Below { get; init; } = [];
}
