using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int kinds);

    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNamespace(SafeFileHandle handle, int kind);

    [LibraryImport(Library, EntryPoint = "sethostname", SetLastError = true)]
    internal static partial int SetHostname(ReadOnlySpan<byte> name, nuint length);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int QueryNamespace(SafeFileHandle handle, nuint request);
}
