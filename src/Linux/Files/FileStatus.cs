using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>What statx(2) says of a file. <see cref="Device"/> is the number that a device node stands for.</summary>
[SkipLocalsInit]
public sealed record FileStatus(
    FileKind Kind, uint Mode, uint Owner, uint Group, ulong Inode, uint Links, long SizeBytes, long DiskBytes, DeviceNumber Device, FileTimes Times)
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicMask = 0x7FF; // STATX_BASIC_STATS

    /// <summary>The open file itself.</summary>
    public static FileStatus Of(SafeFileHandle file) =>
        Read(file, [], EmptyPath, out var status) is var errno && errno == Errno.None ? status! : throw new LinuxException("statx", "", errno);

    /// <summary>An entry of a directory, a symbolic link itself; null if there is none.</summary>
    public static FileStatus? Of(SafeFileHandle directory, ReadOnlySpan<byte> name) =>
        Read(directory, name, NoFollow, out var status) switch
        {
            Errno.None => status,
            Errno.NoEntry or Errno.NotDirectory => null,
            var errno => throw new LinuxException("statx", PathBytes.Text(name), errno),
        };

    private static Errno Read(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, out FileStatus? status)
    {
        Span<byte> path = stackalloc byte[PathBytes.Longest];
        if (LibC.StatusAt(directory, in PathBytes.Terminate(name, path), flags, BasicMask, out var buffer) != 0)
        {
            status = null;
            return (Errno)Marshal.GetLastPInvokeError();
        }

        status = new FileStatus(
            (FileKind)(buffer.Mode & 0xF000),
            buffer.Mode & 0xFFFu,
            buffer.Owner,
            buffer.Group,
            buffer.Inode,
            buffer.Links,
            (long)buffer.Size,
            (long)buffer.Blocks * 512,
            new DeviceNumber(buffer.DeviceMajor, buffer.DeviceMinor),
            new FileTimes(buffer.ModifySeconds, buffer.ModifyNanoseconds, buffer.ModifySeconds, buffer.ModifyNanoseconds));
        return Errno.None;
    }
}
