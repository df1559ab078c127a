namespace CriSharp.Images;

/// <summary>Space used on a file system by what is ours, not by all of it. <paramref name="Mountpoint"/> is a path on it that exists.</summary>
public sealed record FilesystemUse(string Mountpoint, long UsedBytes, long UsedInodes, DateTimeOffset MeasuredAt);
