using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Descriptors;

/// <summary>
/// Only one process at a time holds the lock of a file (flock(2)). The kernel lets go of it when the holder ends,
/// however it ends; the file stays.
/// </summary>
public sealed class LockFile : IDisposable
{
    private const int ExclusiveNoWait = 2 | 4; // LOCK_EX | LOCK_NB
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    /// <summary>Null if another process holds it.</summary>
    /// <exception cref="LinuxException">The file cannot be made.</exception>
    public static LockFile? TryAcquire(string path)
    {
        var file = OpenFile.Open(path, OpenOptions.ReadWrite | OpenOptions.Create | OpenOptions.NoFollow, OwnerOnly);
        if (LibC.Lock(file, ExclusiveNoWait) == 0)
        {
            return new LockFile(file);
        }

        var failure = LinuxException.FromLastError("flock", path);
        file.Dispose();
        return failure.Errno == Errno.TryAgain ? null : throw failure;
    }

    public void Dispose() => _file.Dispose();
}
