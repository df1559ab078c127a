using System.Runtime.InteropServices;

namespace CriSharp.Linux.Capabilities;

/// <summary><c>cap_user_header_t</c> of capget(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilityHeader
{
    internal const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3: 64-bit sets in two halves

    public uint Version;
    public int Process;
}
