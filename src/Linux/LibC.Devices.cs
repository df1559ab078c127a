using System.Runtime.InteropServices;
using CriSharp.Linux.Devices;

namespace CriSharp.Linux;

/// <summary>statx(2), for the numbers of device nodes, which .NET does not tell.</summary>
internal static partial class LibC
{
    internal const int CurrentDirectory = -100; // AT_FDCWD
    internal const int DoNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    internal const uint BasicStatus = 0x7FF; // STATX_BASIC_STATS

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int StatDevice(int directory, string path, int flags, uint mask, DeviceStatus* status);
}
