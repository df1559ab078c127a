namespace CriSharp.Linux.Files;

/// <summary>A name in a directory, and its kind where the file system tells (<see cref="FileKind.None"/> where not).</summary>
public readonly record struct DirectoryEntry(byte[] Name, FileKind Kind);
