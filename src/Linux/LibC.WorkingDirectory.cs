using System.Runtime.InteropServices;

namespace CriSharp.Linux;

internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int UnshareThread(int flags);

    [LibraryImport(Library, EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeDirectory(string path);

    [LibraryImport(Library, EntryPoint = "umask")]
    internal static partial uint ChangeFileModeMask(uint mask);
}
