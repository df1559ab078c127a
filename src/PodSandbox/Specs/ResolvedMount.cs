namespace CriSharp.PodSandbox.Specs;

/// <summary>A CRI mount and the existing file or directory on the host that its path means, links followed.</summary>
public sealed record ResolvedMount(Cri.Mount Mount, string Source);
