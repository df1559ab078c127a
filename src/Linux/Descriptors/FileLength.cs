using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Descriptors;

/// <summary>The length of an open file.</summary>
public static class FileLength
{
    private const int FromEnd = 2; // SEEK_END

    /// <exception cref="LinuxException"><see cref="Errno.IllegalSeek"/> for a pipe or a socket.</exception>
    public static long Of(SafeFileHandle file, string path)
    {
        var length = LibC.Seek(file, 0, FromEnd);
        return length < 0 ? throw LinuxException.FromLastError("lseek", path) : length;
    }

    /// <summary>Cuts <paramref name="bytes"/> off the end (ftruncate(2)).</summary>
    public static void Shorten(SafeFileHandle file, long bytes, string path)
    {
        if (LibC.Truncate(file, Of(file, path) - bytes) < 0)
        {
            throw LinuxException.FromLastError("ftruncate", path);
        }
    }
}
