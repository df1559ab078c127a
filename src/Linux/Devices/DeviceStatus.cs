using System.Runtime.InteropServices;

namespace CriSharp.Linux.Devices;

/// <summary>The part of <c>struct statx</c> (statx(2)) that describes a device node.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct DeviceStatus
{
    [FieldOffset(20)]
    public uint Uid;

    [FieldOffset(24)]
    public uint Gid;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(128)]
    public uint Major; // stx_rdev_major

    [FieldOffset(132)]
    public uint Minor; // stx_rdev_minor
}
