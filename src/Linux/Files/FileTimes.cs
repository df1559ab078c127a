using System.Runtime.InteropServices;

namespace CriSharp.Linux.Files;

/// <summary>Access and modification time, each seconds since 1970 and nanoseconds: <c>struct timespec[2]</c> of utimensat(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FileTimes(long AccessSeconds, long AccessNanoseconds, long ModifySeconds, long ModifyNanoseconds);
