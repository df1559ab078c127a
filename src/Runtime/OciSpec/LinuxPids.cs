namespace CriSharp.Runtime.OciSpec;

/// <summary>How many processes and threads the container may have.</summary>
public sealed record LinuxPids(long Limit);
