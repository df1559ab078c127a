using System.Text.Json;
using System.Text.Json.Serialization;

namespace CriSharp.Tests.e2e.Images;

/// <summary>An image ready to be pushed or laid out: its manifest and the blobs the manifest names.</summary>
public sealed record BuiltImage(Blob Manifest, Blob Config, IReadOnlyList<Blob> Layers)
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Architecture { get; private init; } = ImageSettings.HostArchitecture;

    public static BuiltImage Of(ImageSettings settings, params (byte[] Tar, LayerCompression Compression)[] layers)
    {
        var blobs = layers.Select(layer => LayerBlobs.Compress(layer.Tar, layer.Compression)).ToList();
        var config = new Blob(ConfigType, JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                architecture = settings.Architecture,
                os = "linux",
                config = settings,
                rootfs = new { type = "layers", diff_ids = layers.Select(layer => Blob.DigestOf(layer.Tar)) },
            },
            Json));
        var manifest = new Blob(ManifestType, JsonSerializer.SerializeToUtf8Bytes(
            new { schemaVersion = 2, mediaType = ManifestType, config = Descriptor(config), layers = blobs.Select(Descriptor) }));
        return new BuiltImage(manifest, config, blobs) { Architecture = settings.Architecture };
    }

    public static object Descriptor(Blob blob) => new { mediaType = blob.MediaType, digest = blob.Digest, size = blob.Content.Length };
}
