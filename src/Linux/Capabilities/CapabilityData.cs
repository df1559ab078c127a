using System.Runtime.InteropServices;

namespace CriSharp.Linux.Capabilities;

/// <summary>One 32-bit half of the sets in <c>cap_user_data_t</c> (capget(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilityData
{
    public uint Effective;
    public uint Permitted;
    public uint Inheritable;
}
