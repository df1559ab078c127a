using System.Runtime.InteropServices;

namespace CriSharp.Linux.Mounts;

/// <summary><c>struct mount_attr</c> of mount_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MountAttributes
{
    /// <summary>MOUNT_ATTR_RDONLY.</summary>
    internal const ulong ReadOnly = 1;

    /// <summary>MOUNT_ATTR_IDMAP: the mount shows ids as <see cref="UserNamespace"/> maps them. Linux 5.12.</summary>
    internal const ulong MapIds = 0x0010_0000;

    /// <summary>Bytes of the structure.</summary>
    internal const int Size = 4 * sizeof(ulong);

    internal ulong Set;
    internal ulong Clear;
    internal ulong Propagation;

    /// <summary>A descriptor, with <see cref="MapIds"/>.</summary>
    internal ulong UserNamespace;
}
