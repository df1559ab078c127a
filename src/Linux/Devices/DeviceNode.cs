using System.Runtime.InteropServices;

namespace CriSharp.Linux.Devices;

/// <summary>A device node of the host. <paramref name="Mode"/> has the permission bits only (07777).</summary>
public sealed record DeviceNode(string Path, DeviceType Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid)
{
    private const int FileTypeMask = 0xF000; // S_IFMT
    private const int CharacterFile = 0x2000; // S_IFCHR
    private const int BlockFile = 0x6000; // S_IFBLK
    private const int PermissionMask = 0xFFF;

    /// <summary>The node at <paramref name="path"/>, symbolic links not followed; null if what is there is no device, or nothing is.</summary>
    public static unsafe DeviceNode? TryRead(string path)
    {
        DeviceStatus status;
        if (LibC.StatDevice(LibC.CurrentDirectory, path, LibC.DoNotFollow, LibC.BasicStatus, &status) != 0)
        {
            return (Errno)Marshal.GetLastPInvokeError() is Errno.NoEntry or Errno.NotDirectory
                ? null
                : throw LinuxException.FromLastError("stat", path);
        }

        DeviceType? type = (status.Mode & FileTypeMask) switch
        {
            CharacterFile => DeviceType.Character,
            BlockFile => DeviceType.Block,
            _ => null,
        };
        return type is { } known
            ? new DeviceNode(path, known, status.Major, status.Minor, (uint)status.Mode & PermissionMask, status.Uid, status.Gid)
            : null;
    }
}
