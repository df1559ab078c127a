using System.Text;
using CriSharp.Images.Layers;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Import;

/// <summary>An archive that is a tar file: read over once for the places of its files, which are then read where they lie.</summary>
internal sealed class TarArchive : IImageArchive
{
    private const int MostFiles = 100_000;
    private const int MostLinks = 5;

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, long Size)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    private TarArchive(FileStream file) => _file = file;

    /// <summary>Opens a tar file, plain or compressed; one that is compressed is first unpacked into <paramref name="temporary"/>.</summary>
    internal static Task<TarArchive> OpenAsync(string path, string temporary, LayerLimits limits, CancellationToken cancellationToken) =>
        DedicatedThread.RunAsync("open archive", () =>
        {
            var archive = new TarArchive(Seekable(path, temporary, limits, cancellationToken));
            try
            {
                archive.Index(limits);
                return archive;
            }
            catch
            {
                archive.Dispose();
                throw;
            }
        });

    public Stream? TryOpen(string path)
    {
        for (var links = 0; links < MostLinks && _links.TryGetValue(path, out var target); links++)
        {
            path = target;
        }

        return _files.TryGetValue(path, out var place) ? new FileSlice(_file.SafeFileHandle, place.Offset, place.Size) : null;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Seekable(string path, string temporary, LayerLimits limits, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var plain = LayerDecompression.Open(file);
        if (plain is PrefixedStream)
        {
            file.Position = 0;
            return file;
        }

        using (plain)
        {
            var unpacked = new FileStream(
                Path.Combine(temporary, $"import-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
            try
            {
                Copy(plain, unpacked, limits.Bytes, cancellationToken);
                return unpacked;
            }
            catch
            {
                unpacked.Dispose();
                throw;
            }
        }
    }

    private static void Copy(Stream from, FileStream to, long limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (int length; (length = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            to.Write(buffer, 0, length);
            if (to.Length > limit)
            {
                throw new LayerArchiveException($"it unpacks to more than {limit} bytes");
            }
        }

        to.Flush();
        to.Position = 0;
    }

    private void Index(LayerLimits limits)
    {
        var reader = new TarReader(_file, limits);
        while (reader.Next() is { } entry)
        {
            var name = Encoding.UTF8.GetString(EntryPath.Clean(entry.Name));
            if (entry.Kind == TarKind.File && entry.Segments is null)
            {
                _files[name] = (_file.Position, entry.Size);
            }
            else if (entry.Kind is TarKind.SymbolicLink or TarKind.HardLink)
            {
                _links[name] = Target(name, entry);
            }

            if (_files.Count + _links.Count > MostFiles)
            {
                throw new LayerArchiveException($"it has more than {MostFiles} files");
            }
        }
    }

    // docker save once wrote a layer that two images share as a link to the other's: ../<id>/layer.tar
    private static string Target(string name, TarEntry entry)
    {
        var target = Encoding.UTF8.GetString(entry.LinkName);
        var from = entry.Kind == TarKind.SymbolicLink ? Path.GetDirectoryName("/" + name)! : "/";
        return Path.GetFullPath(Path.Combine(from, target)).TrimStart('/');
    }
}
