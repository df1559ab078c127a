namespace CriSharp.Runtime.OciSpec;

/// <summary>
/// The configuration of one container, <c>config.json</c> of its bundle (OCI runtime specification 1.1, config.md and config-linux.md).
/// Only what CriSharp sets is here; names and units are the specification's. A member that is null is absent in the file.
/// </summary>
public sealed record Spec
{
    /// <summary>The version that both crun 1.8 and runc 1.1 accept.</summary>
    public const string Version = "1.1.0";

    public string OciVersion { get; init; } = Version;

    public required Process Process { get; init; }

    public required Root Root { get; init; }

    /// <summary>Set in the container's UTS namespace, which must not be the node's. Null: left as it is.</summary>
    public string? Hostname { get; init; }

    /// <summary>Mounted in this order.</summary>
    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Null: none.</summary>
    public Hooks? Hooks { get; init; }

    public required LinuxSection Linux { get; init; }

    /// <summary>The file's content: compact JSON in UTF-8.</summary>
    public byte[] ToJson() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(this, SpecJson.Compact.Spec);

    /// <summary>Reads a file written by <see cref="ToJson"/>; what this record does not know is left out.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not such a file.</exception>
    public static Spec FromJson(ReadOnlySpan<byte> json) =>
        System.Text.Json.JsonSerializer.Deserialize(json, SpecJson.Compact.Spec)
        ?? throw new System.Text.Json.JsonException("config.json: null is no container configuration");
}
