namespace CriSharp.Linux.Limits;

/// <summary>Limits of a process, by prlimit(2). Process 0 is the caller.</summary>
public static class ResourceLimits
{
    private const int Self = 0;

    // In the order of the kernel's numbers.
    private static readonly string[] SpecNames =
    [
        "CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO",
        "RTTIME",
    ];

    /// <summary>The name as manual pages and OCI specifications write it: <c>RLIMIT_CPU</c>, ….</summary>
    public static string SpecName(LimitedResource resource) => "RLIMIT_" + SpecNames[(int)resource];

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
