using System.Security.Cryptography;
using System.Text.Json;
using CriSharp.Failures;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Import;

/// <summary>Reads what <c>docker save</c> writes: <c>manifest.json</c>, configurations, and layers as tar files, usually plain.</summary>
internal static class DockerArchive
{
    internal const string ManifestFile = "manifest.json";
    private const string LayerType = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>The images, and where in the archive the blobs of their layers are.</summary>
    internal static (IReadOnlyList<ArchivedImage> Images, IReadOnlyDictionary<string, string> Files) Read(IImageArchive archive, string? name)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var images = Items(archive).Select(item => Resolve(archive, item, name, files)).ToList();
        return (images, files);
    }

    private static List<DockerArchiveItem> Items(IImageArchive archive)
    {
        try
        {
            return JsonSerializer.Deserialize(ArchiveFiles.ReadSmall(archive, ManifestFile), ArchiveJson.Default.ListDockerArchiveItem) ?? [];
        }
        catch (JsonException e)
        {
            throw new FailureException(FailureKind.Unknown, $"{ManifestFile} is not valid: {e.Message}", e);
        }
    }

    private static ArchivedImage Resolve(IImageArchive archive, DockerArchiveItem item, string? name, Dictionary<string, string> files)
    {
        if (item.Config is null || item.Layers is null)
        {
            throw new FailureException(FailureKind.Unknown, $"{ManifestFile} names no configuration or no layers");
        }

        var layers = item.Layers.Select(path => Describe(archive, path, files)).ToList();
        var image = ResolvedImage.Of(layers, ArchiveFiles.ReadSmall(archive, item.Config), Platform.Host);
        var names = item.RepoTags is { Count: > 0 } tags ? tags : new[] { name }.OfType<string>();
        return new ArchivedImage(image, [.. names.Select(text => Reference.Parse(text).ToString())]);
    }

    // The archive gives no digests for its layers; the pipeline that unpacks them wants one.
    private static Descriptor Describe(IImageArchive archive, string path, Dictionary<string, string> files)
    {
        using var stream = archive.TryOpen(path) ?? throw new FailureException(FailureKind.NotFound, $"the archive lacks {path}");
        var digest = Digest.FromHash(HashAlgorithmName.SHA256, SHA256.HashData(stream)).ToString();
        files[digest] = path;
        return new Descriptor { MediaType = LayerType, Digest = digest, Size = stream.Length };
    }
}
