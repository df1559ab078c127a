using System.Text.Json;

namespace CriSharp.Tests.e2e.Images;

/// <summary>One name for several platforms' images.</summary>
public sealed record ImageIndex(IReadOnlyList<BuiltImage> Images)
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    public Blob Blob { get; } = new(IndexType, JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            schemaVersion = 2,
            mediaType = IndexType,
            manifests = Images.Select(image => new
            {
                mediaType = image.Manifest.MediaType,
                digest = image.Manifest.Digest,
                size = image.Manifest.Content.Length,
                platform = new { os = "linux", architecture = image.Architecture },
            }),
        }));
}
