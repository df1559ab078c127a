using CriSharp.Failures;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Import;

/// <summary>Opens the blobs of an archive; <paramref name="path"/> says where a digest is to be found.</summary>
internal sealed class ArchiveBlobs(IImageArchive archive, Func<string, string?> path) : IBlobSource
{
    public Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken) => Task.FromResult(Open(blob.Digest));

    private Stream Open(string digest) =>
        (path(digest) is { } file ? archive.TryOpen(file) : null)
        ?? throw new FailureException(FailureKind.NotFound, $"the archive lacks the blob {digest}");
}
