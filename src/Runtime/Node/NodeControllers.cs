using CriSharp.Runtime.Cgroups;

namespace CriSharp.Runtime.Node;

/// <summary>Which optional cgroup controllers this node has: asking an OCI runtime for a missing one fails the container.</summary>
public static class NodeControllers
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>Swap can be limited: it needs swap accounting in the kernel, which a boot option can turn off.</summary>
    public static bool HasSwap(CgroupVersion version) => version == CgroupVersion.Unified
        // The file is in every cgroup but the root, and every running system has one.
        ? Directory.EnumerateDirectories(Root).Any(cgroup => File.Exists(Path.Combine(cgroup, "memory.swap.max")))
        : File.Exists($"{Root}/memory/memory.memsw.limit_in_bytes");

    /// <summary>Huge pages can be limited.</summary>
    public static bool HasHugetlb(CgroupVersion version) => version == CgroupVersion.Unified
        ? File.ReadAllText($"{Root}/cgroup.controllers").Split(' ', '\n').Contains("hugetlb")
        : File.Exists($"{Root}/hugetlb/cgroup.procs");
}
