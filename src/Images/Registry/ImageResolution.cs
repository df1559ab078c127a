using CriSharp.Failures;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Registry;

/// <summary>Finds out what a reference stands for: index, manifest for this machine, configuration.</summary>
internal sealed class ImageResolution(RegistrySession registry, Reference reference)
{
    private const int DeepestIndex = 3;

    /// <summary>The image, and the digest that the registry knows the reference by.</summary>
    internal async Task<(ResolvedImage Image, Digest Digest)> RunAsync(CancellationToken cancellationToken)
    {
        var (content, manifest) = await GetAsync(reference.Selector, reference.Digest, null, cancellationToken);
        var digest = reference.Digest ?? Digest.Of(content);
        for (var depth = 0; manifest.Manifests is not null; depth++)
        {
            var choice = PlatformChoice.Choose(manifest.Manifests, Platform.Host);
            if (depth == DeepestIndex)
            {
                throw new FailureException(FailureKind.Unknown, "the image is an index of indexes of indexes");
            }

            (_, manifest) = await GetAsync(choice.Digest, choice.Content(), choice, cancellationToken);
        }

        var config = await GetConfigAsync(manifest.Config!, cancellationToken);
        return (ResolvedImage.Of(manifest.Layers!, config, Platform.Host), digest);
    }

    private async Task<(byte[] Content, ManifestDocument Manifest)> GetAsync(
        string selector, Digest? expected, Descriptor? descriptor, CancellationToken cancellationToken)
    {
        var (content, mediaType) = await registry.GetManifestAsync(selector, cancellationToken);
        if (expected is { } digest && !digest.IsOf(content))
        {
            throw new FailureException(FailureKind.Unknown, $"registry sent a manifest that has not the digest {digest}");
        }

        return (content, ManifestReader.ReadManifest(content, descriptor?.MediaType ?? mediaType));
    }

    private async Task<byte[]> GetConfigAsync(Descriptor config, CancellationToken cancellationToken)
    {
        await using var stream = await registry.OpenAsync(config, cancellationToken);
        var content = await stream.ReadAtMostAsync(ManifestReader.LongestDocument, cancellationToken)
            ?? throw new FailureException(FailureKind.Unknown, $"the image configuration is longer than {ManifestReader.LongestDocument} bytes");
        return config.Content().IsOf(content)
            ? content
            : throw new FailureException(FailureKind.Unknown, $"registry sent an image configuration that has not the digest {config.Digest}");
    }
}
