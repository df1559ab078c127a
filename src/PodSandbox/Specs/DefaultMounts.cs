using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The kernel's file systems that every container sees.</summary>
internal static class DefaultMounts
{
    private const uint Tty = 5; // the group of terminals in every distribution

    /// <summary>A privileged container may write to /sys and to its cgroup.</summary>
    public static IEnumerable<Mount> For(SandboxFacts sandbox, bool privileged)
    {
        var access = privileged ? "rw" : "ro";
        return
        [
            new Mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
            new Mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            new Mount("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", .. TerminalGroup(sandbox)]),
            new Mount("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
            SystemFileSystem(sandbox, access),
            new Mount("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", access]),
        ];
    }

    // grantpt(3) expects it; a user namespace may be too small to have it.
    private static IEnumerable<string> TerminalGroup(SandboxFacts sandbox) =>
        PodUserNamespace.Of(sandbox.Config) is { } own && own.Gids.All(range => range.ContainerId > Tty || Tty - range.ContainerId >= range.Length)
            ? []
            : [$"gid={Tty}"];

    // /sys shows a network, and only its owner may mount it: not who has the node's network in a user namespace of his own.
    private static Mount SystemFileSystem(SandboxFacts sandbox, string access) =>
        PodUserNamespace.Of(sandbox.Config) is not null && sandbox.Namespaces.Network is null
            ? new Mount("/sys", "bind", "/sys", ["rbind", "rprivate", "nosuid", "noexec", "nodev", access == "ro" ? "rro" : access])
            : new Mount("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", access]);
}
