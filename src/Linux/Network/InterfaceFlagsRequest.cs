using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CriSharp.Linux.Network;

/// <summary><c>struct ifreq</c> of netdevice(7) as the flag requests use it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct InterfaceFlagsRequest
{
    internal NameBytes Name;
    internal short Flags;

    /// <summary><c>char ifr_name[IFNAMSIZ]</c>, ended by a zero.</summary>
    [InlineArray(16)]
    internal struct NameBytes
    {
        private byte _first;
    }
}
