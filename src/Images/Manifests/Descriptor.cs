namespace CriSharp.Images.Manifests;

/// <summary>A pointer to content: what it is, how big, and the digest that proves it (OCI image specification, descriptor.md).</summary>
internal sealed record Descriptor
{
    public string MediaType { get; init; } = "";

    public string Digest { get; init; } = "";

    public long Size { get; init; }

    public Platform? Platform { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    /// <summary>The digest, checked.</summary>
    internal Digest Content() => Images.Digest.Parse(Digest);
}
