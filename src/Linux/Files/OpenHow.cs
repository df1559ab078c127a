using System.Runtime.InteropServices;

namespace CriSharp.Linux.Files;

/// <summary><c>struct open_how</c> of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    internal const int Size = 3 * sizeof(ulong);

    internal ulong Flags;
    internal ulong Mode;
    internal ulong Resolve;
}
