using System.Runtime.InteropServices;
using CriSharp.Linux.Limits;

namespace CriSharp.Linux;

/// <summary>prlimit(2).</summary>
internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    internal static unsafe partial int PrLimit(int process, int resource, ResourceLimit* newLimit, ResourceLimit* oldLimit);
}
