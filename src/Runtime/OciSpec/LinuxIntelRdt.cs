using System.Text.Json.Serialization;

namespace CriSharp.Runtime.OciSpec;

/// <summary>Class of service of Intel's resource director (config-linux.md, IntelRdt). Null: not set.</summary>
public sealed record LinuxIntelRdt
{
    [JsonPropertyName("closID")]
    public string? ClosId { get; init; }

    public string? L3CacheSchema { get; init; }

    public string? MemBwSchema { get; init; }

    [JsonPropertyName("enableCMT")]
    public bool? EnableCmt { get; init; }

    [JsonPropertyName("enableMBM")]
    public bool? EnableMbm { get; init; }
}
