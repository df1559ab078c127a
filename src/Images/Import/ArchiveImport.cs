using CriSharp.Failures;
using CriSharp.Images.Layers;
using CriSharp.Images.Manifests;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Import;

/// <summary>Finds out what kind of archive a path is, and what images it holds.</summary>
internal static class ArchiveImport
{
    /// <summary>A directory, or a tar file that may be compressed.</summary>
    internal static async Task<IImageArchive> OpenAsync(string path, string temporary, LayerLimits limits, CancellationToken cancellationToken) =>
        Directory.Exists(path) ? new DirectoryArchive(path)
        : File.Exists(path) ? await TarArchive.OpenAsync(path, temporary, limits, cancellationToken)
        : throw new FailureException(FailureKind.NotFound, "no such file or directory");

    /// <summary>The images in it, and the source of their blobs.</summary>
    internal static Task<(IReadOnlyList<ArchivedImage> Images, IBlobSource Blobs)> ReadAsync(IImageArchive archive, string? name) =>
        DedicatedThread.RunAsync("read archive", () => Read(archive, name));

    private static (IReadOnlyList<ArchivedImage> Images, IBlobSource Blobs) Read(IImageArchive archive, string? name)
    {
        if (Has(archive, OciLayout.IndexFile))
        {
            return (OciLayout.Read(archive, name), new ArchiveBlobs(archive, OciLayout.BlobPath));
        }

        if (Has(archive, DockerArchive.ManifestFile))
        {
            var (images, files) = DockerArchive.Read(archive, name);
            return (images, new ArchiveBlobs(archive, files.GetValueOrDefault));
        }

        throw new FailureException(FailureKind.InvalidArgument, $"neither an OCI layout ({OciLayout.IndexFile}) nor a docker archive ({DockerArchive.ManifestFile})");
    }

    private static bool Has(IImageArchive archive, string path)
    {
        using var stream = archive.TryOpen(path);
        return stream is not null;
    }
}
