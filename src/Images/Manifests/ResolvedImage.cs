using CriSharp.Failures;

namespace CriSharp.Images.Manifests;

/// <summary>An image as its manifest and configuration describe it, everything proved but the layers.</summary>
/// <param name="ConfigDigest">The image's identity.</param>
/// <param name="ConfigJson">The configuration as it came.</param>
/// <param name="Config">The configuration, read.</param>
/// <param name="Layers">Blob and diff id, lowest first.</param>
internal sealed record ResolvedImage(Digest ConfigDigest, string ConfigJson, ConfigDocument Config, IReadOnlyList<(Descriptor Blob, string DiffId)> Layers)
{
    /// <summary>Puts manifest and configuration together; they must agree on the layers.</summary>
    internal static ResolvedImage Of(IReadOnlyList<Descriptor> blobs, ReadOnlySpan<byte> config, Platform host)
    {
        var document = ManifestReader.ReadConfig(config);
        PlatformChoice.Check(document, host);
        var diffIds = document.Rootfs?.DiffIds ?? [];
        if (diffIds.Count != blobs.Count)
        {
            throw new FailureException(FailureKind.Unknown, $"the manifest has {blobs.Count} layers, the image configuration {diffIds.Count}");
        }

        var layers = blobs.Zip(diffIds, (blob, diffId) => (blob, Digest.Parse(diffId).ToString())).ToList();
        foreach (var (blob, _) in layers)
        {
            _ = blob.Content();
        }

        return new ResolvedImage(Digest.Of(config), System.Text.Encoding.UTF8.GetString(config), document, layers);
    }
}
