using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>Getting what was written onto the disk.</summary>
public static class Durability
{
    /// <summary>syncfs(2): everything written to the file system that holds this directory is on disk, or its write error is thrown.</summary>
    public static void SyncFileSystem(string directory)
    {
        using var handle = Open.Directory(directory);
        if (LibC.SyncFileSystem(handle) != 0)
        {
            throw LinuxException.FromLastError("syncfs", directory);
        }
    }

    /// <summary>fsync(2) of a directory: the names in it are on disk, which renaming a file into place needs.</summary>
    public static void SyncDirectory(string directory)
    {
        using var handle = Open.Directory(directory);
        SyncFile(handle, directory);
    }

    private static void SyncFile(SafeFileHandle file, string subject)
    {
        if (LibC.SyncFile(file) != 0)
        {
            throw LinuxException.FromLastError("fsync", subject);
        }
    }
}
