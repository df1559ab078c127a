using System.Runtime.InteropServices;
using CriSharp.Linux.Cgroups;

namespace CriSharp.Linux;

/// <summary>What control groups need beside reading and writing files.</summary>
internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int PollControlFile(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveCgroup(string path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeCgroup(string path, uint mode);
}
