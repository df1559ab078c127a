using CriSharp.Failures;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Import;

/// <summary>Reads an OCI image layout: <c>index.json</c> and blobs by digest (OCI image specification, image-layout.md).</summary>
internal static class OciLayout
{
    internal const string IndexFile = "index.json";
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string ContainerdName = "io.containerd.image.name";
    private const int DeepestIndex = 3;

    internal static string BlobPath(string digest) => $"blobs/{digest.Replace(':', '/')}";

    /// <summary>The images for this machine. <paramref name="name"/> is for one that carries none.</summary>
    internal static IReadOnlyList<ArchivedImage> Read(IImageArchive archive, string? name)
    {
        var index = ManifestReader.ReadManifest(ArchiveFiles.ReadSmall(archive, IndexFile), MediaTypes.OciIndex);
        // Variants for several platforms may stand side by side under one name.
        var groups = (index.Manifests ?? []).GroupBy(Name);
        return [.. groups.Select(group => Resolve(archive, PlatformChoice.Choose([.. group], Platform.Host), group.Key, name))];
    }

    private static string? Name(Descriptor descriptor) =>
        descriptor.Annotations?.GetValueOrDefault(ContainerdName) ?? descriptor.Annotations?.GetValueOrDefault(RefName);

    private static ArchivedImage Resolve(IImageArchive archive, Descriptor top, string? carried, string? given)
    {
        var manifest = Manifest(archive, top);
        for (var depth = 0; manifest.Manifests is not null; depth++)
        {
            manifest = depth < DeepestIndex
                ? Manifest(archive, PlatformChoice.Choose(manifest.Manifests, Platform.Host))
                : throw new FailureException(FailureKind.Unknown, "the image is an index of indexes of indexes");
        }

        var config = Blob(archive, manifest.Config!);
        var image = ResolvedImage.Of(manifest.Layers!, config, Platform.Host);
        return new ArchivedImage(image, Reference(carried, given) is { } reference ? [reference.ToString(), reference.WithDigest(top.Content())] : []);
    }

    private static ManifestDocument Manifest(IImageArchive archive, Descriptor descriptor) =>
        ManifestReader.ReadManifest(Blob(archive, descriptor), descriptor.MediaType);

    private static byte[] Blob(IImageArchive archive, Descriptor descriptor)
    {
        var digest = descriptor.Content();
        var content = ArchiveFiles.ReadSmall(archive, BlobPath(descriptor.Digest));
        return digest.IsOf(content) ? content : throw new FailureException(FailureKind.Unknown, $"the content of blob {digest} has another digest");
    }

    // A reference name may be a mere tag ("latest"), which is no name for an image; then the given name says of what.
    private static Reference? Reference(string? carried, string? given)
    {
        var isTag = carried is not null && !carried.AsSpan().ContainsAny('/', ':');
        return carried is not null && !isTag ? Images.Reference.Parse(carried)
            : given is null ? null
            : Images.Reference.Parse(given);
    }
}
