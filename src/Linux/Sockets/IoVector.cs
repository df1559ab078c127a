using System.Runtime.InteropServices;

namespace CriSharp.Linux.Sockets;

/// <summary><c>struct iovec</c>: a piece of memory to read into or write from.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}
