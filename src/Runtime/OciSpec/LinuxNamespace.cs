namespace CriSharp.Runtime.OciSpec;

/// <summary>A namespace of the container: joined at <paramref name="Path"/>, or a new one if that is null (namespaces(7)).</summary>
/// <param name="Type"><c>pid</c>, <c>network</c>, <c>mount</c>, <c>ipc</c>, <c>uts</c>, <c>user</c> or <c>cgroup</c>.</param>
/// <param name="Path">Where it is pinned.</param>
public sealed record LinuxNamespace(string Type, string? Path = null);
