namespace CriSharp.Runtime.OciSpec;

/// <summary>One mount: a file system of <see cref="Type"/>, or with <c>bind</c> a file or directory of the host (config.md, mounts).</summary>
public sealed record Mount(string Destination, string Type, string Source, IReadOnlyList<string> Options);
