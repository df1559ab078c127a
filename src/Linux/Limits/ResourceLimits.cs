namespace CriSharp.Linux.Limits;

/// <summary>Limits of a process, by prlimit(2). Process 0 is the caller.</summary>
public static class ResourceLimits
{
    private const int Self = 0;

    /// <summary>The limit of this process now.</summary>
    public static unsafe ResourceLimit Get(LimitedResource resource)
    {
        ResourceLimit limit;
        return LibC.PrLimit(Self, (int)resource, null, &limit) == 0
            ? limit
            : throw LinuxException.FromLastError("prlimit", resource.ToString());
    }

    /// <summary>Sets the limit of this process. A hard limit above the present one needs CAP_SYS_RESOURCE: <c>EPERM</c>.</summary>
    public static unsafe void Set(LimitedResource resource, ResourceLimit limit)
    {
        if (LibC.PrLimit(Self, (int)resource, &limit, null) != 0)
        {
            throw LinuxException.FromLastError("prlimit", resource.ToString());
        }
    }
}
