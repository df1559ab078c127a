using System.Runtime.InteropServices;

namespace CriSharp.Linux.Cgroups;

/// <summary><c>struct pollfd</c> of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    internal const short Exceptional = 2; // POLLPRI

    public int Descriptor;
    public short Events;
    public short Returned;
}
