using System.Globalization;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Cgroups;

/// <summary>From limits in the OCI's terms to the files that hold them; pure. Limits that are not given have no setting.</summary>
public static class CgroupSettings
{
    private const long DefaultPeriodMicroseconds = 100_000; // cpu.cfs_period_us, cpu.max
    private const string NoLimit = "max";

    /// <summary>The settings, in an order in which most of them can be written.</summary>
    public static IReadOnlyList<CgroupSetting> Of(LinuxResources resources, CgroupVersion version) =>
        version == CgroupVersion.Unified ? Unified(resources) : Legacy(resources);

    /// <summary>cpu.weight (1 to 10000) of cpu.shares (2 to 262144), as the OCI runtimes of crun 1.8 and runc 1.1 convert it.</summary>
    public static ulong WeightOf(ulong shares) => 1 + ((shares - 2) * 9999 / 262142);

    private static List<CgroupSetting> Legacy(LinuxResources resources)
    {
        var settings = new List<CgroupSetting>();
        Add("memory", "memory.limit_in_bytes", resources.Memory?.Limit);
        Add("memory", "memory.memsw.limit_in_bytes", resources.Memory?.Swap);
        Add("cpu", "cpu.shares", (long?)resources.Cpu?.Shares);
        Add("cpu", "cpu.cfs_period_us", (long?)resources.Cpu?.Period);
        Add("cpu", "cpu.cfs_quota_us", resources.Cpu?.Quota);
        settings.AddRange(Common(resources));
        settings.AddRange((resources.HugepageLimits ?? []).Select(
            limit => new CgroupSetting("hugetlb", $"hugetlb.{limit.PageSize}.limit_in_bytes", Text(limit.Limit))));
        return settings;

        void Add(string controller, string file, long? value)
        {
            if (value is { } number)
            {
                settings.Add(new CgroupSetting(controller, file, Text(number)));
            }
        }
    }

    private static List<CgroupSetting> Unified(LinuxResources resources)
    {
        var settings = new List<CgroupSetting>();
        if (resources.Memory is { Limit: { } memory })
        {
            settings.Add(new CgroupSetting("memory", "memory.max", MaxOr(memory)));
        }

        if (resources.Memory is { Limit: { } limit, Swap: { } both })
        {
            settings.Add(new CgroupSetting("memory", "memory.swap.max", both < 0 || limit < 0 ? NoLimit : Text(both - limit)));
        }

        if (resources.Cpu?.Shares is { } shares)
        {
            settings.Add(new CgroupSetting("cpu", "cpu.weight", Text(WeightOf(shares))) { IsShown = false });
        }

        if (resources.Cpu is { } cpu && (cpu.Quota is not null || cpu.Period is not null))
        {
            settings.Add(new CgroupSetting("cpu", "cpu.max", $"{MaxOr(cpu.Quota ?? -1)} {Text(cpu.Period ?? DefaultPeriodMicroseconds)}"));
        }

        settings.AddRange(Common(resources));
        settings.AddRange((resources.HugepageLimits ?? []).Select(
            limit => new CgroupSetting("hugetlb", $"hugetlb.{limit.PageSize}.max", Text(limit.Limit))));

        // The map is written last, so it has the last word about a file.
        var map = resources.Unified ?? new Dictionary<string, string>();
        settings.RemoveAll(setting => map.ContainsKey(setting.File));
        settings.AddRange(map.Select(entry => new CgroupSetting(entry.Key.Split('.')[0], entry.Key, entry.Value) { IsShown = false }));
        return settings;
    }

    private static IEnumerable<CgroupSetting> Common(LinuxResources resources)
    {
        if (resources.Cpu?.Cpus is { } processors)
        {
            yield return new CgroupSetting("cpuset", "cpuset.cpus", processors);
        }

        if (resources.Cpu?.Mems is { } nodes)
        {
            yield return new CgroupSetting("cpuset", "cpuset.mems", nodes);
        }

        if (resources.Pids?.Limit is { } pids)
        {
            yield return new CgroupSetting("pids", "pids.max", pids <= 0 ? NoLimit : Text(pids));
        }
    }

    private static string MaxOr(long value) => value < 0 ? NoLimit : Text(value);

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
