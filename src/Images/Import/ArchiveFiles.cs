using CriSharp.Failures;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Import;

/// <summary>Reading the small files of an archive.</summary>
internal static class ArchiveFiles
{
    internal static byte[] ReadSmall(IImageArchive archive, string path)
    {
        using var stream = archive.TryOpen(path) ?? throw new FailureException(FailureKind.NotFound, $"the archive lacks {path}");
        var content = new byte[ManifestReader.LongestDocument + 1];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length < content.Length
            ? content[..length]
            : throw new FailureException(FailureKind.Unknown, $"{path} is longer than {ManifestReader.LongestDocument} bytes");
    }
}
