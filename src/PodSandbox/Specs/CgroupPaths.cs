using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Where pods and containers are in the cgroup tree. With the cgroupfs driver paths are plain; with systemd a pod is a slice, whose name
/// spells its path (<c>a-b.slice</c> is <c>/a.slice/a-b.slice</c>, systemd.slice(5)), and a container is a scope in it.
/// </summary>
public static class CgroupPaths
{
    private const string ScopePrefix = "crisharp";
    private const string SliceSuffix = ".slice";
    private const string RootSlice = "-";

    /// <summary>
    /// The pod's parent cgroup as a cgroupfs path: what the client named, as path or (systemd) as slice with or without its path; a place of
    /// our own if it named none.
    /// </summary>
    /// <exception cref="FailureException">InvalidArgument: not such a name.</exception>
    public static string PodParent(Cri.CgroupDriver driver, string asked, string sandboxId) => driver == Cri.CgroupDriver.Systemd
        ? SlicePath(asked.Length > 0 ? asked[(asked.LastIndexOf('/') + 1)..] : $"{ScopePrefix}-pod{sandboxId}{SliceSuffix}")
        : asked.Length > 0 ? Plain(asked) : $"/{ScopePrefix}/pod{sandboxId}";

    /// <summary>A container's place below its pod's parent (from <see cref="PodParent"/>).</summary>
    public static ContainerCgroup Container(Cri.CgroupDriver driver, string podParent, string containerId) => driver == Cri.CgroupDriver.Systemd
        ? new ContainerCgroup(
            $"{podParent[(podParent.LastIndexOf('/') + 1)..]}:{ScopePrefix}:{containerId}",
            $"{podParent}/{ScopePrefix}-{containerId}.scope")
        : new ContainerCgroup($"{podParent}/{containerId}", $"{podParent}/{containerId}");

    /// <summary>
    /// crun with systemd on version 2 would put the container into a cgroup <c>container</c> below its scope and its limits on both: this one
    /// has them where <see cref="Container"/> says, and where systemd knows them (crun(1), run.oci.systemd.subgroup).
    /// </summary>
    public static Dictionary<string, string> Annotations(Cri.CgroupDriver driver) =>
        driver == Cri.CgroupDriver.Systemd ? new() { ["run.oci.systemd.subgroup"] = "" } : [];

    private static string Plain(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 && names.All(IsName)
            ? '/' + string.Join('/', names)
            : throw Refused(path, "must be a path of plain names below the root cgroup");
    }

    private static string SlicePath(string slice)
    {
        var stem = slice.EndsWith(SliceSuffix, StringComparison.Ordinal) ? slice[..^SliceSuffix.Length] : "";
        var parts = stem.Split('-');
        if (stem is "" or RootSlice || !parts.All(part => part.Length > 0 && part.All(IsUnitCharacter)))
        {
            throw Refused(slice, "must end in the name of a slice below the root slice, since cgroups are managed by systemd here");
        }

        var slices = parts.Select((_, i) => string.Join('-', parts.Take(i + 1)) + SliceSuffix);
        return '/' + string.Join('/', slices);
    }

    private static bool IsName(string name) => name is not ("." or "..") && name.Length <= 255 && !name.Any(char.IsControl);

    // systemd.unit(5); a backslash begins an escape.
    private static bool IsUnitCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '\\' or '@';

    private static FailureException Refused(string parent, string cause) =>
        ConfigCheck.Sandbox.Refused($"linux.cgroup_parent \"{parent}\"", cause);
}
