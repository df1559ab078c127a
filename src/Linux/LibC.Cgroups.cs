using System.Runtime.InteropServices;
using CriSharp.Linux.Cgroups;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

/// <summary>What control groups need of the kernel: files of kernfs, their change events, and the removal of a group.</summary>
internal static partial class LibC
{
    internal const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC
    internal const int WriteOnlyCloseOnExec = 0x80001; // O_WRONLY | O_CLOEXEC

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle OpenControlFile(string path, int flags);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint ReadControlFile(SafeFileHandle file, byte* buffer, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint WriteControlFile(SafeFileHandle file, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int PollControlFiles(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveCgroup(string path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeCgroup(string path, uint mode);
}
