using System.Runtime.InteropServices;
using CriSharp.Linux.Capabilities;

namespace CriSharp.Linux;

/// <summary>capget(2) and the capability verbs of prctl(2).</summary>
internal static partial class LibC
{
    internal const int PrCapBoundingSetRead = 23; // PR_CAPBSET_READ

    [LibraryImport(Library, EntryPoint = "capget", SetLastError = true)]
    internal static unsafe partial int CapGet(CapabilityHeader* header, CapabilityData* data);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int CapabilityControl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);
}
