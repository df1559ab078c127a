using System.Runtime.InteropServices;

namespace CriSharp.Linux.Limits;

/// <summary>A soft limit, which is enforced, and the hard limit up to which it may be raised (<c>struct rlimit64</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ResourceLimit(ulong Soft, ulong Hard)
{
    /// <summary>No limit (<c>RLIM_INFINITY</c>).</summary>
    public const ulong Unlimited = ulong.MaxValue;
}
