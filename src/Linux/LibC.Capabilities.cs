using System.Runtime.InteropServices;
using CriSharp.Linux.Capabilities;

namespace CriSharp.Linux;

/// <summary>capget(2), capset(2).</summary>
internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "capget", SetLastError = true)]
    internal static unsafe partial int CapGet(CapabilityHeader* header, CapabilityData* data);

    [LibraryImport(Library, EntryPoint = "capset", SetLastError = true)]
    internal static unsafe partial int CapSet(CapabilityHeader* header, CapabilityData* data);
}
