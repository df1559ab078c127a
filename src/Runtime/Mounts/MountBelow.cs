namespace CriSharp.Runtime.Mounts;

/// <summary>What is mounted below a directory.</summary>
/// <param name="Path">Where, relative to the directory.</param>
/// <param name="IsDirectory">It is a directory, not a file, socket or device.</param>
public sealed record MountBelow(string Path, bool IsDirectory);
