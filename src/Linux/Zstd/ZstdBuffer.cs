using System.Runtime.InteropServices;

namespace CriSharp.Linux.Zstd;

/// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>: memory, its size, and how far it was used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    internal byte* Data;
    internal nuint Size;
    internal nuint Position;
}
