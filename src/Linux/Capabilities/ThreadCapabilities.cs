namespace CriSharp.Linux.Capabilities;

/// <summary>
/// The capability sets of the calling thread. All threads of this program have the same permitted ones, since it never gives any up.
/// </summary>
public static class ThreadCapabilities
{
    private const int SetBits = 64;
    private const int ReadBoundingSet = 23; // PR_CAPBSET_READ

    /// <summary>What the thread may do now, by capget(2).</summary>
    public static unsafe CapabilitySet Effective()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        var halves = stackalloc CapabilityData[2];
        return LibC.CapGet(&header, halves) == 0
            ? new CapabilitySet(halves[0].Effective | (ulong)halves[1].Effective << 32)
            : throw LinuxException.FromLastError("capget", "self");
    }

    /// <summary>Makes effective whatever is permitted (capset(2)): a change of the effective user takes all effective ones away.</summary>
    internal static unsafe void RaiseEffective()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        var halves = stackalloc CapabilityData[2];
        if (LibC.CapGet(&header, halves) != 0)
        {
            throw LinuxException.FromLastError("capget", "self");
        }

        halves[0].Effective = halves[0].Permitted;
        halves[1].Effective = halves[1].Permitted;
        if (LibC.CapSet(&header, halves) != 0)
        {
            throw LinuxException.FromLastError("capset", "self");
        }
    }

    /// <summary>
    /// What this thread's programs can ever have, whatever their files grant (<c>PR_CAPBSET_READ</c>). The kernel answers EINVAL
    /// above its last capability, which ends the walk.
    /// </summary>
    public static CapabilitySet Bounding()
    {
        ulong bits = 0;
        for (var number = 0; number < SetBits; number++)
        {
            var held = LibC.ProcessControl(ReadBoundingSet, (nuint)number, 0, 0, 0);
            if (held < 0)
            {
                break;
            }

            bits |= (ulong)held << number;
        }

        return new CapabilitySet(bits);
    }
}
