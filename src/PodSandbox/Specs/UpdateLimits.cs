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
        Memory = update.Memory is { } memory ? PutBack(before.Memory ?? new LinuxMemory(), memory) : null,
        Cpu = update.Cpu is { } cpu ? PutBack(before.Cpu ?? new LinuxCpu(), cpu) : null,
        Pids = before.Pids,
        HugepageLimits = before.HugepageLimits,
    };

    private static LinuxMemory PutBack(LinuxMemory before, LinuxMemory update) => new()
    {
        Limit = before.Limit ?? NoLimit,
        Swap = update.Swap is null ? null : before.Swap ?? NoLimit,
    };

    private static LinuxCpu PutBack(LinuxCpu before, LinuxCpu update) => new()
    {
        Shares = update.Shares is null ? null : before.Shares ?? DefaultShares,
        Quota = update.Quota is null ? null : before.Quota ?? NoLimit,
        Period = update.Period is null ? null : before.Period ?? DefaultPeriodMicroseconds,
        Cpus = before.Cpus,
        Mems = before.Mems,
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
