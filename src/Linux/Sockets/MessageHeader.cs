using System.Runtime.InteropServices;

namespace CriSharp.Linux.Sockets;

/// <summary><c>struct msghdr</c> of 64-bit systems (recvmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}
