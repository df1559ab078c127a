using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// Asks a pidfd how its process ended (ioctl PIDFD_GET_INFO, kernel 6.13; its PIDFD_INFO_EXIT, 6.15).
/// </summary>
internal static unsafe class PidFdInfo
{
    private const uint GetInfo = 0xC040FF0B; // _IOWR(0xFF, 11, struct pidfd_info of 64 bytes)
    private const ulong ExitMask = 1 << 3; // PIDFD_INFO_EXIT

    /// <summary>Null if the kernel cannot tell.</summary>
    internal static ProcessExit? Exit(SafeFileHandle pidFd)
    {
        var info = new Info { Mask = ExitMask };
        var told = LibC.DeviceControl(pidFd, GetInfo, &info) == 0 && (info.Mask & ExitMask) != 0;
        return told ? ProcessExit.OfWaitStatus(info.ExitCode) : null;
    }

    /// <summary><c>struct pidfd_info</c>, its first version.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Info
    {
        [FieldOffset(0)]
        internal ulong Mask;

        [FieldOffset(60)]
        internal int ExitCode;
    }
}
