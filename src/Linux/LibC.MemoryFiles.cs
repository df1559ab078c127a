using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

/// <summary>memfd_create(2).</summary>
internal static partial class LibC
{
    internal const uint MemoryFileCloseOnExec = 1; // MFD_CLOEXEC

    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle CreateMemoryFile(string name, uint flags);
}
