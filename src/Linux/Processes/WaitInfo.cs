using System.Runtime.InteropServices;

namespace CriSharp.Linux.Processes;

/// <summary>The part of <c>siginfo_t</c> that waitid(2) fills, as it lies on 64-bit systems.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct WaitInfo
{
    [FieldOffset(8)]
    internal int Code; // si_code

    [FieldOffset(16)]
    internal int ProcessId; // si_pid; 0 if there was nothing to wait for

    [FieldOffset(24)]
    internal int Status; // si_status: exit code or signal
}
