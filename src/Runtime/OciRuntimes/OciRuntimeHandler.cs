namespace CriSharp.Runtime.OciRuntimes;

/// <summary>A configured handler. <paramref name="Problem"/>, for the node's status, says why it cannot be used; null: it can.</summary>
public sealed record OciRuntimeHandler(string Name, bool IsDefault, string? Problem);
