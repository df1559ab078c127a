namespace CriSharp.Linux;

/// <summary>
/// The raw system calls, one line each, without policy: one partial file per family (LibC.Mounts.cs, LibC.Processes.cs, …).
/// What the rest of the program calls are the checked verbs beside them.
/// </summary>
internal static partial class LibC
{
    private const string Library = "libc";
}
