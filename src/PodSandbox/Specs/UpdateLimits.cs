using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>Limits as the OCI runtime's <c>update</c> takes them, where a limit that is not given stays as it is; pure.</summary>
internal static class UpdateLimits
{
    private const long NoLimit = -1;
    private const ulong DefaultShares = 1024;
    private const ulong DefaultPeriodMicroseconds = 100_000;

    /// <summary>The limits of before an update; one that the update sets and that was not set before is said to be none.</summary>
    public static LinuxResources PutBack(LinuxResources before, LinuxResources update) => new()
    {
        Memory = update.Memory is null ? null : new LinuxMemory
        {
            Limit = before.Memory?.Limit ?? NoLimit,
            Swap = update.Memory.Swap is null ? null : before.Memory?.Swap ?? NoLimit,
        },
        Cpu = update.Cpu is null ? null : new LinuxCpu
        {
            Shares = update.Cpu.Shares is null ? null : before.Cpu?.Shares ?? DefaultShares,
            Quota = update.Cpu.Quota is null ? null : before.Cpu?.Quota ?? NoLimit,
            Period = update.Cpu.Period is null ? null : before.Cpu?.Period ?? DefaultPeriodMicroseconds,
            Cpus = before.Cpu?.Cpus,
            Mems = before.Cpu?.Mems,
        },
        Pids = before.Pids,
        HugepageLimits = before.HugepageLimits,
    };

    /// <summary>
    /// What <c>update</c> is given. Not devices, which it would set anew, and no pids without a limit, which crun 1.8 cannot write.
    /// </summary>
    public static LinuxResources ForOciRuntime(LinuxResources limits, NodeFacts node) => ContainerLimits.ForOciRuntime(limits, node) with
    {
        Devices = [],
        Pids = limits.Pids is { Limit: > 0 } ? limits.Pids : null,
    };
}
