using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>
/// Making, renaming and removing the entries of an open directory. A name is one component (or a path below the directory) as bytes.
/// The <c>Try</c> forms return the errno where a refusal is an everyday answer.
/// </summary>
[SkipLocalsInit]
public static class Entries
{
    private const int RemoveDirectoryFlag = 0x200; // AT_REMOVEDIR
    private const uint NoReplace = 1; // RENAME_NOREPLACE

    /// <summary>mkdirat(2); the mode is cut by the umask.</summary>
    public static Errno TryMakeDirectory(SafeFileHandle directory, ReadOnlySpan<byte> name, uint mode)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.MakeDirectoryAt(directory, in PathBytes.Terminate(name, buffer), mode));
    }

    /// <inheritdoc cref="TryMakeDirectory"/>
    public static void MakeDirectory(SafeFileHandle directory, ReadOnlySpan<byte> name, uint mode) =>
        Check(TryMakeDirectory(directory, name, mode), "mkdirat", name);

    /// <summary>mknodat(2): a device, a fifo.</summary>
    public static Errno TryMakeNode(SafeFileHandle directory, ReadOnlySpan<byte> name, FileKind kind, uint mode, DeviceNumber device)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.MakeNodeAt(directory, in PathBytes.Terminate(name, buffer), (uint)kind | mode, device.Encoded));
    }

    /// <summary>linkat(2): <paramref name="newName"/> becomes another name of the existing file; a symbolic link is itself, never followed.</summary>
    public static Errno TryLink(SafeFileHandle directory, ReadOnlySpan<byte> name, SafeFileHandle newDirectory, ReadOnlySpan<byte> newName)
    {
        Span<byte> existing = stackalloc byte[PathBytes.Longest];
        Span<byte> made = stackalloc byte[PathBytes.Longest];
        return Result(LibC.LinkAt(
            directory, in PathBytes.Terminate(name, existing), newDirectory, in PathBytes.Terminate(newName, made), 0));
    }

    /// <summary>symlinkat(2).</summary>
    public static Errno TrySymbolicLink(ReadOnlySpan<byte> target, SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[PathBytes.Longest];
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.SymbolicLinkAt(in PathBytes.Terminate(target, text), directory, in PathBytes.Terminate(name, buffer)));
    }

    /// <summary>unlinkat(2) of anything but a directory.</summary>
    public static Errno TryUnlink(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.UnlinkAt(directory, in PathBytes.Terminate(name, buffer), 0));
    }

    /// <summary>unlinkat(2) of an empty directory.</summary>
    public static Errno TryRemoveDirectory(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        return Result(LibC.UnlinkAt(directory, in PathBytes.Terminate(name, buffer), RemoveDirectoryFlag));
    }

    /// <summary>renameat2(2); what has the new name is replaced, as rename(2) does, or kept and <see cref="Errno.Exists"/> returned.</summary>
    public static Errno TryRename(
        SafeFileHandle directory, ReadOnlySpan<byte> name, SafeFileHandle newDirectory, ReadOnlySpan<byte> newName, bool replace = true)
    {
        Span<byte> from = stackalloc byte[PathBytes.Longest];
        Span<byte> to = stackalloc byte[PathBytes.Longest];
        return Result(LibC.RenameAt2(
            directory, in PathBytes.Terminate(name, from), newDirectory, in PathBytes.Terminate(newName, to), replace ? 0 : NoReplace));
    }

    /// <summary>Throws for anything but success; <paramref name="operation"/> by its man page name.</summary>
    public static void Check(Errno errno, string operation, ReadOnlySpan<byte> name)
    {
        if (errno != Errno.None)
        {
            throw new LinuxException(operation, PathBytes.Text(name), errno);
        }
    }

    private static Errno Result(int result) => result == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
}
