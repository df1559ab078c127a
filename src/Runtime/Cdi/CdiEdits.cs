using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Cdi;

/// <summary>All that the CDI devices of one container change in its OCI configuration, in the order of request; <see cref="CdiInjection"/> does it.</summary>
public sealed record CdiEdits
{
    /// <summary>No device, no change.</summary>
    public static CdiEdits None { get; } = new();

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<CdiDeviceNode> DeviceNodes { get; init; } = [];

    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    /// <summary>By the specification's name of the moment: <c>createRuntime</c>, …</summary>
    public IReadOnlyList<KeyValuePair<string, Hook>> Hooks { get; init; } = [];

    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>The last one said.</summary>
    public LinuxIntelRdt? IntelRdt { get; init; }
}
