namespace CriSharp.Images.Manifests;

/// <summary>An image manifest or index as it is written; which of them it is, <see cref="ManifestReader"/> decides.</summary>
internal sealed record ManifestDocument
{
    public int SchemaVersion { get; init; }

    public string? MediaType { get; init; }

    public Descriptor? Config { get; init; }

    public IReadOnlyList<Descriptor>? Layers { get; init; }

    public IReadOnlyList<Descriptor>? Manifests { get; init; }
}
