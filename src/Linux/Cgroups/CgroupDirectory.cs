using System.Runtime.InteropServices;

namespace CriSharp.Linux.Cgroups;

/// <summary>A group as a directory of cgroupfs: made by mkdir(2), removed by rmdir(2) although it has files.</summary>
public static class CgroupDirectory
{
    private const uint Mode = 0x1ED; // 0755

    /// <summary>Makes the group; its parent must exist. False: it exists already.</summary>
    public static bool Make(string path)
    {
        if (LibC.MakeCgroup(path, Mode) == 0)
        {
            return true;
        }

        return (Errno)Marshal.GetLastPInvokeError() == Errno.Exists
            ? false
            : throw LinuxException.FromLastError("mkdir", path);
    }

    /// <summary>Removes a group that has no groups below it. Absent: success. Processes inside: <c>EBUSY</c>.</summary>
    public static void Remove(string path)
    {
        if (LibC.RemoveCgroup(path) != 0 && (Errno)Marshal.GetLastPInvokeError() != Errno.NoEntry)
        {
            throw LinuxException.FromLastError("rmdir", path);
        }
    }
}
