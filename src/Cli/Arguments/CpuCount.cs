using System.Globalization;

namespace CriSharp.Cli.Arguments;

/// <summary>A number of processors such as <c>0.5</c>, as the CFS bandwidth that enforces it.</summary>
internal static class CpuCount
{
    /// <summary>The CFS period in microseconds that quotas are given for.</summary>
    public const long PeriodMicroseconds = 100_000;

    // The kernel refuses a quota below one millisecond (cgroup v1 cpu.cfs_quota_us, v2 cpu.max).
    private const decimal Least = 0.01m;
    private const decimal Most = 1_000_000m;

    /// <summary>The quota in microseconds per <see cref="PeriodMicroseconds"/>.</summary>
    public static long ParseQuota(string option, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus))
        {
            throw CommandException.Usage($"{option} {text}: not a number of processors; write it like 0.5 or 2");
        }

        return cpus is >= Least and <= Most
            ? (long)(cpus * PeriodMicroseconds)
            : throw CommandException.Usage($"{option} {text}: out of range; the least is {Least.ToString(CultureInfo.InvariantCulture)}");
    }
}
