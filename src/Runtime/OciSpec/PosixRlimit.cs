namespace CriSharp.Runtime.OciSpec;

/// <summary>One resource limit, e.g. <c>RLIMIT_NOFILE</c> (getrlimit(2)).</summary>
public sealed record PosixRlimit(string Type, ulong Hard, ulong Soft);
