using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The kernel's file systems that every container sees.</summary>
internal static class DefaultMounts
{
    /// <summary>A privileged container may write to /sys and to its cgroup.</summary>
    public static IEnumerable<Mount> For(bool privileged)
    {
        var access = privileged ? "rw" : "ro";
        return
        [
            new Mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
            new Mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),

            // gid 5 is tty: grantpt(3) expects it.
            new Mount("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            new Mount("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
            new Mount("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", access]),
            new Mount("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", access]),
        ];
    }
}
