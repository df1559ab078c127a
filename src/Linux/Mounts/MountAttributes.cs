using System.Runtime.InteropServices;

namespace CriSharp.Linux.Mounts;

/// <summary><c>struct mount_attr</c> of mount_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MountAttributes
{
    /// <summary>MOUNT_ATTR_RDONLY.</summary>
    internal const ulong ReadOnly = 1;

    internal ulong Set;
    internal ulong Clear;
    internal ulong Propagation;
    internal ulong UserNamespace;
}
