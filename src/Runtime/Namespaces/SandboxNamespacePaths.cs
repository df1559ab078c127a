namespace CriSharp.Runtime.Namespaces;

/// <summary>Where a pod's namespaces are pinned; null for those it shares with the node (or, for PID, has not).</summary>
public sealed record SandboxNamespacePaths(string? Network, string? Ipc, string? Uts, string? Pid = null, string? User = null);
