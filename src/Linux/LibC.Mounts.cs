using System.Runtime.InteropServices;
using CriSharp.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport(Library, EntryPoint = "mount_setattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetMountAttributes(int directory, string path, uint flags, in MountAttributes attributes, nuint size);

    [LibraryImport(Library, EntryPoint = "mount_setattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetMountAttributes(SafeFileHandle mount, string path, uint flags, in MountAttributes attributes, nuint size);

    // By number, since glibc has wrappers only from 2.36 on; the numbers are the same on every architecture.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OpenTree(nint number, int directory, string path, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint MoveMount(nint number, SafeFileHandle mount, string from, int directory, string target, uint flags);
}
