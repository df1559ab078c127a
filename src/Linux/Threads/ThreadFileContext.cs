namespace CriSharp.Linux.Threads;

/// <summary>
/// What the kernel keeps per thread about files once it is no longer shared (unshare(2)): working directory, umask, mount namespace.
/// Only for the work of <see cref="DedicatedThread"/>: the thread must end afterwards.
/// </summary>
public static class ThreadFileContext
{
    private const int FileAttributes = 0x200; // CLONE_FS
    private const int MountNamespace = 0x2_0000; // CLONE_NEWNS

    /// <summary>Gives the thread a working directory and umask of its own.</summary>
    public static void Separate() => Unshare(FileAttributes, "working directory");

    /// <summary>Gives the thread a copy of the mount namespace; what it mounts there ends with the thread once its mounts are private.</summary>
    public static void SeparateMounts() => Unshare(MountNamespace, "mount namespace");

    /// <summary>chdir(2), for relative paths in the thread's calls.</summary>
    public static void ChangeDirectory(string path)
    {
        if (LibC.ChangeDirectory(path) != 0)
        {
            throw LinuxException.FromLastError("chdir", path);
        }
    }

    /// <summary>Makes files with the mode that is asked for, nothing cut from it.</summary>
    public static void ClearFileModeMask() => _ = LibC.ChangeFileModeMask(0);

    private static void Unshare(int flags, string subject)
    {
        if (LibC.UnshareThread(flags) != 0)
        {
            throw LinuxException.FromLastError("unshare", subject);
        }
    }
}
