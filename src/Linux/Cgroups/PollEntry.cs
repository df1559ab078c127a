using System.Runtime.InteropServices;

namespace CriSharp.Linux.Cgroups;

/// <summary><c>struct pollfd</c> of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    internal const short Readable = 1; // POLLIN
    internal const short Exceptional = 2; // POLLPRI: what kernfs raises when a file has changed

    public int Descriptor;
    public short Events;
    public short Returned;
}
