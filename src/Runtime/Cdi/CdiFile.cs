using System.Text.Json.Serialization;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// A file of the Container Device Interface (SPEC.md of cncf-tags/container-device-interface, 1.0) as it is written; <see cref="CdiRules"/>
/// says what it must be like. Names are the specification's.
/// </summary>
internal sealed record CdiFile
{
    public string? CdiVersion { get; init; }

    /// <summary><c>vendor.com/class</c>.</summary>
    public string? Kind { get; init; }

    public IReadOnlyDictionary<string, string?>? Annotations { get; init; }

    public IReadOnlyList<Device?>? Devices { get; init; }

    /// <summary>Made once for a container that gets any device of this file, before the device's own.</summary>
    public Edits? ContainerEdits { get; init; }

    internal sealed record Device
    {
        public string? Name { get; init; }

        public IReadOnlyDictionary<string, string?>? Annotations { get; init; }

        public Edits? ContainerEdits { get; init; }
    }

    internal sealed record Edits
    {
        public IReadOnlyList<string?>? Env { get; init; }

        public IReadOnlyList<DeviceNode?>? DeviceNodes { get; init; }

        public IReadOnlyList<MountPoint?>? Mounts { get; init; }

        public IReadOnlyList<Hook?>? Hooks { get; init; }

        public IReadOnlyList<uint>? AdditionalGids { get; init; }

        public Rdt? IntelRdt { get; init; }
    }

    internal sealed record DeviceNode
    {
        public string? Path { get; init; }

        public string? HostPath { get; init; }

        public string? Type { get; init; }

        public long? Major { get; init; }

        public long? Minor { get; init; }

        public uint? FileMode { get; init; }

        public string? Permissions { get; init; }

        public uint? Uid { get; init; }

        public uint? Gid { get; init; }
    }

    internal sealed record MountPoint
    {
        public string? HostPath { get; init; }

        public string? ContainerPath { get; init; }

        public string? Type { get; init; }

        public IReadOnlyList<string?>? Options { get; init; }
    }

    internal sealed record Hook
    {
        public string? HookName { get; init; }

        public string? Path { get; init; }

        public IReadOnlyList<string?>? Args { get; init; }

        public IReadOnlyList<string?>? Env { get; init; }

        public int? Timeout { get; init; }
    }

    internal sealed record Rdt
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
}
