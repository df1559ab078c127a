namespace CriSharp.Images;

/// <summary>An image on this node.</summary>
public sealed record ImageRecord
{
    /// <summary>Digest of the image configuration, <c>sha256:…</c>: Image.id, image_ref and image_id alike.</summary>
    public required string Id { get; init; }

    /// <summary>Names with tag, e.g. <c>docker.io/library/busybox:1</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names with manifest digest, e.g. <c>docker.io/library/busybox@sha256:…</c>.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>What image_ref tells: the digest it was pulled by if one is known, else the id.</summary>
    public string Ref => Digests is [var digest, ..] ? digest : Id;

    /// <summary>Bytes of the unpacked layers; more than 0.</summary>
    public required long SizeBytes { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>Diff ids of the layers, lowest first.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    public required DateTimeOffset StoredAt { get; init; }
}
