using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Limits;
using CriSharp.Linux.Proc;

namespace CriSharp.Runtime.Node;

/// <summary>Reads the facts of the node. They hold until the next boot, so once at start is enough.</summary>
public static class NodeInspection
{
    private const string ResourceCapability = "CAP_SYS_RESOURCE";
    private const string AppArmorSwitch = "/sys/module/apparmor/parameters/enabled";

    // os-release(5): the file in /etc comes before the one in /usr/lib, and a system may have neither.
    private static readonly string[] OsReleasePaths = ["/etc/os-release", "/usr/lib/os-release"];

    /// <summary>Reads everything now.</summary>
    public static NodeDescription Read()
    {
        var mayRaise = ThreadCapabilities.Effective().Contains(ResourceCapability);
        return new NodeDescription
        {
            BootId = Text("/proc/sys/kernel/random/boot_id"),
            KernelRelease = Text("/proc/sys/kernel/osrelease"),
            OsName = OsName(),
            Hostname = Text("/proc/sys/kernel/hostname"),
            CpuCount = CpuListFile.Count(Text("/sys/devices/system/cpu/online")),
            MemoryBytes = ColonKeyedFile.Bytes(File.ReadAllText("/proc/meminfo"), "MemTotal") ?? 0,
            BoundingCapabilities = ThreadCapabilities.Bounding(),
            OomScoreAdj = int.Parse(Text("/proc/self/oom_score_adj")),
            MayLowerOomScoreAdj = mayRaise,
            OpenFilesLimit = ResourceLimits.Get(LimitedResource.OpenFiles),
            HardLimits = Enum.GetValues<LimitedResource>().ToDictionary(ResourceLimits.SpecName, resource => ResourceLimits.Get(resource).Hard),
            MayRaiseLimits = mayRaise,
            AppArmor = AppArmorEnabled(),
            SeLinux = File.Exists("/sys/fs/selinux/enforce"),
        };
    }

    private static string Text(string path) => File.ReadAllText(path).Trim();

    // Without its files (in a node that is itself a container) nothing could be loaded, or known.
    private static bool AppArmorEnabled() =>
        File.Exists(AppArmorSwitch) && Text(AppArmorSwitch).StartsWith('Y') && File.Exists("/sys/kernel/security/apparmor/profiles");

    private static string OsName()
    {
        var path = OsReleasePaths.FirstOrDefault(File.Exists);
        return (path is null ? null : OsReleaseFile.Value(File.ReadAllText(path), "PRETTY_NAME")) ?? "Linux";
    }
}
