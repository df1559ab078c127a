using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// The files of the configured directories, fresh at every look: a file is read again when its identity, size or time has changed. Nothing
/// watches and nothing runs in between. Not for two threads at once.
/// </summary>
internal sealed class CdiDirectories(IReadOnlyList<string> directories)
{
    private Dictionary<string, (Stamp Stamp, CdiSource Source)> _read = [];

    /// <summary>Every CDI file there is now.</summary>
    public IReadOnlyList<CdiSource> Look()
    {
        var now = new Dictionary<string, (Stamp, CdiSource)>(StringComparer.Ordinal);
        var unread = new List<CdiSource>();
        for (var rank = 0; rank < directories.Count; rank++)
        {
            foreach (var path in FilesIn(directories[rank], rank, unread))
            {
                Read(path, rank, now, unread);
            }
        }

        _read = now;
        return [.. now.Values.Select(read => read.Item2), .. unread];
    }

    private void Read(string path, int rank, Dictionary<string, (Stamp, CdiSource)> now, List<CdiSource> unread)
    {
        try
        {
            // Non-blocking: a FIFO would wait for its writer for ever.
            using var file = OpenFile.Open(path, OpenOptions.ReadOnly | OpenOptions.NonBlocking, default);
            var status = FileStatus.Of(file);
            var stamp = new Stamp(status.Inode, status.SizeBytes, status.Times);
            now[path] = _read.TryGetValue(path, out var known) && known.Stamp == stamp ? known : (stamp, Read(path, rank, file, status));
        }
        catch (LinuxException e) when (e.Errno == Errno.NoEntry)
        {
            // Removed between the listing and now; or a link that leads nowhere, which is as good.
        }
        catch (IOException e)
        {
            unread.Add(CdiReader.Broken(path, rank, e.Message));
        }
    }

    private static CdiSource Read(string path, int rank, SafeFileHandle file, FileStatus status)
    {
        if (status.Kind != FileKind.Regular)
        {
            return CdiReader.Broken(path, rank, "is not a regular file");
        }

        if (status.SizeBytes > CdiReader.LimitBytes)
        {
            return CdiReader.Broken(path, rank, $"is larger than {CdiReader.LimitBytes} bytes");
        }

        var text = new byte[status.SizeBytes];
        var length = RandomAccess.Read(file, text, 0);
        return CdiReader.Read(path, rank, text.AsSpan(0, length));
    }

    private static IReadOnlyList<string> FilesIn(string directory, int rank, List<CdiSource> unread)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Where(IsCdi).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // most nodes have no CDI devices
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unread.Add(CdiReader.Broken(directory, rank, e.Message));
            return [];
        }
    }

    private static bool IsCdi(string path) => Path.GetExtension(path) is ".json" or ".yaml" or ".yml";

    private sealed record Stamp(ulong Inode, long SizeBytes, FileTimes Times);
}
