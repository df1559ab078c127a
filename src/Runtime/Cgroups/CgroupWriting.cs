using CriSharp.Linux;

namespace CriSharp.Runtime.Cgroups;

/// <summary>Reading and writing the settings of one cgroup together.</summary>
public static class CgroupWriting
{
    /// <summary>What the files of these settings say now, to be put back with <see cref="Set"/>; a file that is not there is left out.</summary>
    public static IReadOnlyList<CgroupSetting> Current(this ICgroups cgroups, string path, IEnumerable<CgroupSetting> settings) =>
        [.. settings.Select(setting => cgroups.Read(path, setting.Controller, setting.File) is { } value ? setting with { Value = value } : null)
            .OfType<CgroupSetting>()];

    /// <summary>Whether the file shows the setting's value, however the kernel writes it.</summary>
    public static bool IsInForce(this ICgroups cgroups, string path, CgroupSetting setting) =>
        cgroups.Read(path, setting.Controller, setting.File) is { } shown && CgroupValue.IsSame(setting.File, setting.Value, shown);

    /// <summary>Bytes of memory charged to the cgroup, page cache included; null: there is no such cgroup, or no controller of memory.</summary>
    public static long? MemoryUsage(this ICgroups cgroups, string path)
    {
        var file = cgroups.Version == CgroupVersion.Unified ? "memory.current" : "memory.usage_in_bytes";
        return long.TryParse(cgroups.Read(path, "memory", file), out var usage) ? usage : null;
    }

    /// <summary>
    /// Writes every setting that is not in force. Some can be written only after others (memory before memory and swap when it is lowered,
    /// after it when it is raised), so what is refused is tried again as long as another one went through.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refused one for good; others may have been written.</exception>
    public static void Set(this ICgroups cgroups, string path, IEnumerable<CgroupSetting> settings)
    {
        var waiting = settings.Where(setting => !cgroups.IsInForce(path, setting)).ToList();
        while (waiting.Count > 0)
        {
            LinuxException? refusal = null;
            var refused = new List<CgroupSetting>();
            foreach (var setting in waiting)
            {
                try
                {
                    cgroups.Write(path, setting);
                }
                catch (LinuxException e)
                {
                    refusal = e;
                    refused.Add(setting);
                }
            }

            if (refused.Count == waiting.Count)
            {
                throw refusal!;
            }

            waiting = refused;
        }
    }

    /// <summary>As <see cref="Set"/>, all or nothing: after a refusal every file says again what it said before.</summary>
    /// <exception cref="LinuxException">The kernel refused one.</exception>
    public static void SetAll(this ICgroups cgroups, string path, IReadOnlyList<CgroupSetting> settings)
    {
        var before = cgroups.Current(path, settings);
        try
        {
            cgroups.Set(path, settings);
        }
        catch (LinuxException)
        {
            cgroups.Set(path, before);
            throw;
        }
    }
}
