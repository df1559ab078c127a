using System.Text.Json.Serialization;

namespace CriSharp.Images.Manifests;

/// <summary>An image configuration as it is written (OCI image specification, config.md): the parts that are used.</summary>
internal sealed record ConfigDocument
{
    public string? Architecture { get; init; }

    public string? Os { get; init; }

    public string? Variant { get; init; }

    public ProcessDocument? Config { get; init; }

    public RootFileSystemDocument? Rootfs { get; init; }
}

/// <summary>The member <c>config</c> of an image configuration; its names are capitalised.</summary>
internal sealed record ProcessDocument
{
    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public Dictionary<string, EmptyDocument>? Volumes { get; init; }

    public string? StopSignal { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}

/// <summary>The member <c>rootfs</c> of an image configuration.</summary>
internal sealed record RootFileSystemDocument
{
    public string? Type { get; init; }

    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<string>? DiffIds { get; init; }
}

/// <summary>An object whose content does not matter.</summary>
internal sealed record EmptyDocument;
