using System.Runtime.InteropServices;

namespace CriSharp.Linux;

internal static partial class LibC
{
    // By number: the functions of the C library change all threads of the process.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SetThreadIds(nint number, uint real, uint effective, uint saved);
}
