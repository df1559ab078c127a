using System.Text.Json;
using CriSharp.Failures;

namespace CriSharp.Images.Manifests;

/// <summary>Reads manifests, indexes and configurations strictly: pure, of bytes whose digest is proved already.</summary>
internal static class ManifestReader
{
    /// <summary>A manifest or index may have this many bytes; registries accept no more.</summary>
    internal const int LongestDocument = 4 * 1024 * 1024;

    /// <summary>More than the overlay file system can stack.</summary>
    private const int MostLayers = 500;

    /// <summary>Reads a document that says it is <paramref name="mediaType"/>, and makes sure that it can be nothing else.</summary>
    internal static ManifestDocument ReadManifest(ReadOnlySpan<byte> json, string? mediaType)
    {
        var document = Deserialize(json, "manifest", ManifestJson.Default.ManifestDocument);
        var type = document.MediaType ?? mediaType ?? "";
        if (document.SchemaVersion == 1 || MediaTypes.IsSchema1(type))
        {
            throw Invalid("the manifest has schema version 1, which is obsolete and not supported: push the image again with a current tool");
        }

        // One content read as a manifest by one program and as an index by the next is an attack (CVE-2021-41190).
        if (document.Manifests is not null && (document.Layers is not null || document.Config is not null))
        {
            throw Invalid("the manifest is a manifest and an index at once");
        }

        return MediaTypes.IsIndex(type) && document.Manifests is not null ? document
            : MediaTypes.IsManifest(type) && document is { Config: not null, Layers: not null } ? Checked(document)
            : throw Invalid($"\"{type}\" with this content is not an image manifest or index");
    }

    /// <summary>Reads an image configuration.</summary>
    internal static ConfigDocument ReadConfig(ReadOnlySpan<byte> json) => Deserialize(json, "image configuration", ManifestJson.Default.ConfigDocument);

    private static ManifestDocument Checked(ManifestDocument manifest)
    {
        var config = manifest.Config!.MediaType;
        if (!MediaTypes.IsConfig(config))
        {
            throw Invalid($"it is not a container image but an artifact of type \"{config}\"");
        }

        if (manifest.Layers!.Count > MostLayers)
        {
            throw Invalid($"the manifest has {manifest.Layers.Count} layers, more than {MostLayers}");
        }

        foreach (var layer in manifest.Layers)
        {
            if (!MediaTypes.IsLayer(layer.MediaType))
            {
                throw Invalid($"layer {layer.Digest} has the unknown type \"{layer.MediaType}\"");
            }
        }

        return manifest;
    }

    private static T Deserialize<T>(ReadOnlySpan<byte> json, string what, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Invalid($"the {what} is empty");
        }
        catch (JsonException e)
        {
            throw new FailureException(FailureKind.Unknown, $"the {what} is not valid: {e.Message}", e);
        }
    }

    private static FailureException Invalid(string message) => new(FailureKind.Unknown, message);
}
