namespace CriSharp.Runtime.OciSpec;

/// <summary>Memory limits in bytes; <see cref="Swap"/> is memory and swap together.</summary>
public sealed record LinuxMemory
{
    public long? Limit { get; init; }

    public long? Swap { get; init; }
}
