using CriSharp.Linux.Proc;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Node;
using ProcessorArchitecture = System.Runtime.InteropServices.Architecture;

namespace CriSharp.Runtime.Security;

/// <summary>Gathers <see cref="NodeFacts"/> from this host, once at start; what configuration says is added by the caller.</summary>
public static class NodeFactsReader
{
    private const string Hugetlb = "hugetlb";

    /// <summary>The facts, with the defaults of what is configurable.</summary>
    public static NodeFacts Read(NodeDescription description)
    {
        var mounts = CgroupMounts.Detect(MountInfoFile.ReadSelf());
        var isUnified = mounts.Version == CgroupVersion.Unified;
        return new NodeFacts
        {
            Description = description,
            CgroupVersion = mounts.Version,
            SwapController = isUnified ? UnifiedSwap(mounts.UnifiedMountPoint!) : LegacySwap(mounts),
            HugetlbController = isUnified ? UnifiedHugetlb(mounts.UnifiedMountPoint!) : mounts.Hierarchies.Any(hierarchy => hierarchy.Has(Hugetlb)),
            Architecture = Processor(),
        };
    }

    // The root group has no limits: any group below it shows whether the kernel accounts swap.
    private static bool UnifiedSwap(string mountPoint) =>
        Directory.EnumerateDirectories(mountPoint).Any(group => File.Exists(Path.Combine(group, "memory.swap.max")));

    private static bool UnifiedHugetlb(string mountPoint) =>
        File.ReadAllText(Path.Combine(mountPoint, "cgroup.controllers")).Split(' ', '\n').Contains(Hugetlb);

    private static bool LegacySwap(CgroupMounts mounts) => mounts.Hierarchies
        .Any(hierarchy => hierarchy.Has("memory") && File.Exists(Path.Combine(hierarchy.MountPoint, "memory.memsw.limit_in_bytes")));

    // GOARCH names, as image manifests have them.
    private static string Processor() => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
    {
        ProcessorArchitecture.X64 => "amd64",
        ProcessorArchitecture.Arm64 => "arm64",
        ProcessorArchitecture.Ppc64le => "ppc64le",
        ProcessorArchitecture.S390x => "s390x",
        ProcessorArchitecture.RiscV64 => "riscv64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
