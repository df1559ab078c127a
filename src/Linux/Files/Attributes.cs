using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>Owner, mode, times and extended attributes of files, checked; a symbolic link is changed itself, never followed.</summary>
[SkipLocalsInit]
public static class Attributes
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW

    /// <summary>fchown(2).</summary>
    public static void SetOwner(SafeFileHandle file, uint owner, uint group) => Check(LibC.ChangeOwner(file, owner, group), "fchown", []);

    /// <summary>fchownat(2).</summary>
    public static void SetOwner(SafeFileHandle directory, ReadOnlySpan<byte> name, uint owner, uint group)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        Check(LibC.ChangeOwnerAt(directory, in PathBytes.Terminate(name, buffer), owner, group, NoFollow), "fchownat", name);
    }

    /// <summary>fchmod(2).</summary>
    public static void SetMode(SafeFileHandle file, uint mode) => Check(LibC.ChangeMode(file, mode), "fchmod", []);

    /// <summary>fchmodat(2). Follows a symbolic link, as those have no mode of their own: the caller knows that the entry is none.</summary>
    public static void SetMode(SafeFileHandle directory, ReadOnlySpan<byte> name, uint mode)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        Check(LibC.ChangeModeAt(directory, in PathBytes.Terminate(name, buffer), mode, 0), "fchmodat", name);
    }

    /// <summary>futimens(3).</summary>
    public static void SetTimes(SafeFileHandle file, in FileTimes times) => Check(LibC.ChangeTimes(file, in times), "futimens", []);

    /// <summary>utimensat(2).</summary>
    public static void SetTimes(SafeFileHandle directory, ReadOnlySpan<byte> name, in FileTimes times)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        Check(LibC.ChangeTimesAt(directory, in PathBytes.Terminate(name, buffer), in times, NoFollow), "utimensat", name);
    }

    /// <summary>fsetxattr(2) on a file that is open for more than its path.</summary>
    public static Errno TrySetExtended(SafeFileHandle file, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.SetAttribute(
            file, in PathBytes.Terminate(attribute, buffer), in MemoryMarshal.GetReference(value), (nuint)value.Length, 0));
    }

    /// <summary>lsetxattr(2) on an entry of a directory.</summary>
    public static Errno TrySetExtended(SafeFileHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        Span<byte> path = stackalloc byte[PathBytes.Longest];
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.SetLinkAttribute(
            in PathBytes.Terminate(Through(directory, name), path),
            in PathBytes.Terminate(attribute, buffer),
            in MemoryMarshal.GetReference(value),
            (nuint)value.Length,
            0));
    }

    /// <summary>lgetxattr(2) on an entry of a directory; null if it has no such attribute. Up to 64 KiB, the kernel's limit.</summary>
    public static byte[]? GetExtended(SafeFileHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute)
    {
        Span<byte> path = stackalloc byte[PathBytes.Longest];
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        var value = new byte[64 * 1024];
        var length = LibC.GetLinkAttribute(
            in PathBytes.Terminate(Through(directory, name), path),
            in PathBytes.Terminate(attribute, buffer),
            ref MemoryMarshal.GetArrayDataReference(value),
            (nuint)value.Length);
        if (length >= 0)
        {
            return value[..(int)length];
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        return errno is Errno.NoData or Errno.NotSupported ? null : throw new LinuxException("lgetxattr", PathBytes.Text(name), errno);
    }

    // There is no *xattrat(2) before Linux 6.13: the directory is reached through its descriptor in /proc, its entry by name.
    private static byte[] Through(SafeFileHandle directory, ReadOnlySpan<byte> name) =>
        [.. Encoding.ASCII.GetBytes($"/proc/self/fd/{directory.DangerousGetHandle()}/"), .. name];

    private static void Check(int result, string operation, ReadOnlySpan<byte> name) => Entries.Check(Result(result), operation, name);

    private static Errno Result(int result) => result == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
}
