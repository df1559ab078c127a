using System.Runtime.InteropServices;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

// Paths are NUL-terminated bytes: a file name is any bytes, which a string cannot hold.
internal static partial class LibC
{
    /// <summary>Number of openat2(2) on every architecture; glibc has no wrapper.</summary>
    internal const long OpenAt2Number = 437;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    internal static partial SafeFileHandle OpenFile(in byte path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static partial SafeFileHandle OpenAt(SafeFileHandle directory, in byte path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint OpenAt2(long number, SafeFileHandle directory, in byte path, in OpenHow how, nuint size);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    internal static partial int MakeDirectoryAt(SafeFileHandle directory, in byte path, uint mode);

    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true)]
    internal static partial int MakeNodeAt(SafeFileHandle directory, in byte path, uint mode, ulong device);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    internal static partial int LinkAt(SafeFileHandle directory, in byte path, SafeFileHandle newDirectory, in byte newPath, int flags);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    internal static partial int SymbolicLinkAt(in byte target, SafeFileHandle directory, in byte path);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(SafeFileHandle directory, in byte path, int flags);

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    internal static partial int RenameAt2(SafeFileHandle directory, in byte path, SafeFileHandle newDirectory, in byte newPath, uint flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint WriteFile(SafeFileHandle file, in byte data, nuint length);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int TruncateFile(SafeFileHandle file, long length);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long SeekFile(SafeFileHandle file, long offset, int from);

    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint ReadDirectory(SafeFileHandle directory, ref byte entries, nuint size);

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFileSystem(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int SyncFile(SafeFileHandle file);
}
