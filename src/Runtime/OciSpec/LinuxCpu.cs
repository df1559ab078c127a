namespace CriSharp.Runtime.OciSpec;

/// <summary>CPU weight, bandwidth (microseconds) and pinning.</summary>
public sealed record LinuxCpu
{
    /// <summary>cgroup v1 weight, 2 to 262144; the OCI runtime converts it for v2.</summary>
    public ulong? Shares { get; init; }

    /// <summary>-1: no limit.</summary>
    public long? Quota { get; init; }

    public ulong? Period { get; init; }

    /// <summary>Processors, e.g. <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>Memory nodes, in the same form.</summary>
    public string? Mems { get; init; }
}
