using System.Runtime.InteropServices;
using CriSharp.Linux.Cgroups;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

/// <summary>What control groups need beside opening and writing files.</summary>
internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint ReadControlFile(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int PollControlFile(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveCgroup(string path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeCgroup(string path, uint mode);
}
