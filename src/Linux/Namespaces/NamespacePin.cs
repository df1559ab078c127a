using CriSharp.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Namespaces;

/// <summary>
/// A namespace kept alive, without a process, by a bind mount of its <c>/proc</c> entry onto a file. The file's directory should not be
/// on a shared mount: every peer would hold a copy of the pin.
/// </summary>
public static class NamespacePin
{
    private const nuint GetKind = 0xb703; // NS_GET_NSTYPE of ioctl_ns(2)

    /// <summary>
    /// Pins <paramref name="source"/> (e.g. <c>/proc/thread-self/ns/net</c>) at <paramref name="path"/>, a file that must not exist yet.
    /// </summary>
    public static void Create(string source, string path)
    {
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        try
        {
            MountPoint.Bind(source, path);
        }
        catch (LinuxException)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Releases whatever is mounted on <paramref name="path"/>, however often, and removes the file. Absent: success.</summary>
    public static void Remove(string path)
    {
        while (TryUnmount(path))
        {
        }

        File.Delete(path);
    }

    /// <summary>
    /// The kind of namespace pinned at <paramref name="path"/>; <see cref="NamespaceKinds.None"/> if there is none, e.g. after a reboot.
    /// </summary>
    public static NamespaceKinds KindOf(string path)
    {
        if (!File.Exists(path))
        {
            return NamespaceKinds.None;
        }

        using var handle = Open(path);
        return LibC.QueryNamespace(handle, GetKind) is > 0 and var kind ? (NamespaceKinds)kind : NamespaceKinds.None;
    }

    // Share mode read-write: any other makes .NET take an advisory lock.
    internal static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private static bool TryUnmount(string path)
    {
        try
        {
            // Detached: a reader of the file may not keep a dead pod's namespace in the tree.
            MountPoint.Unmount(path, UnmountModes.Detach);
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.InvalidArgument or Errno.NoEntry)
        {
            return false; // not a mount point, or no such file
        }
    }
}
