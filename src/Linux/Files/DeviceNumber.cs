namespace CriSharp.Linux.Files;

/// <summary>A device's number (makedev(3)).</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>As mknod(2) takes it in glibc's 64-bit form.</summary>
    internal ulong Encoded =>
        ((Major & 0xFFFF_F000UL) << 32) | ((Major & 0xFFFUL) << 8) | ((Minor & 0xFFFF_FF00UL) << 12) | (Minor & 0xFFUL);
}
