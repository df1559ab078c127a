using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CriSharp.Linux.Events;

/// <summary>
/// Reads and writes <c>struct epoll_event</c>, which is packed to 12 bytes on x86-64 and has its natural 16 bytes
/// elsewhere.
/// </summary>
internal static unsafe class EpollEvent
{
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static readonly int SizeBytes = Packed ? 12 : 16;

    private static readonly int DataOffset = Packed ? 4 : 8;

    internal static void Write(byte* at, IoEvents events, ulong data)
    {
        Unsafe.WriteUnaligned(at, (uint)events);
        Unsafe.WriteUnaligned(at + DataOffset, data);
    }

    internal static IoEvents Events(byte* at) => (IoEvents)Unsafe.ReadUnaligned<uint>(at);

    internal static ulong Data(byte* at) => Unsafe.ReadUnaligned<ulong>(at + DataOffset);
}
