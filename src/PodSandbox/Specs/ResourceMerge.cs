namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// What an update of a container's resources makes of those in force; pure. Zero and empty leave a value as it is, maps and lists are merged
/// entry by entry, so an update can change a limit but not take one away (except the CPU quota, by -1).
/// </summary>
public static class ResourceMerge
{
    /// <summary>The whole that is to be in force.</summary>
    public static Cri.LinuxContainerResources Merge(Cri.LinuxContainerResources? inForce, Cri.LinuxContainerResources update)
    {
        var merged = inForce?.Clone() ?? new Cri.LinuxContainerResources();
        Memory(merged, update);

        // proto3 passes on what is not the default of its type: zero and empty stay as they are, as the CRI has it.
        var rest = update.Clone();
        rest.MemoryLimitInBytes = rest.MemorySwapLimitInBytes = 0;
        rest.HugepageLimits.Clear();
        merged.MergeFrom(rest);
        foreach (var limit in update.HugepageLimits)
        {
            HugePages(merged, limit);
        }

        return merged;
    }

    // A container without swap stays without it when only its memory is changed: the limit of both together goes along.
    private static void Memory(Cri.LinuxContainerResources merged, Cri.LinuxContainerResources update)
    {
        var hadNoSwap = merged.MemorySwapLimitInBytes == merged.MemoryLimitInBytes;
        if (update.MemoryLimitInBytes != 0)
        {
            merged.MemoryLimitInBytes = update.MemoryLimitInBytes;
        }

        if (update.MemorySwapLimitInBytes != 0)
        {
            merged.MemorySwapLimitInBytes = update.MemorySwapLimitInBytes;
        }
        else if (hadNoSwap && merged.MemorySwapLimitInBytes != 0)
        {
            merged.MemorySwapLimitInBytes = merged.MemoryLimitInBytes;
        }
    }

    // The kubelet names every page size of the node, with limit 0 for those that nobody asked for: 0 is a limit here, not an omission.
    private static void HugePages(Cri.LinuxContainerResources merged, Cri.HugepageLimit limit)
    {
        if (merged.HugepageLimits.FirstOrDefault(known => known.PageSize == limit.PageSize) is { } known)
        {
            known.Limit = limit.Limit;
        }
        else
        {
            merged.HugepageLimits.Add(limit.Clone());
        }
    }
}
