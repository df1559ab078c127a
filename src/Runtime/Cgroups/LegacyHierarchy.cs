namespace CriSharp.Runtime.Cgroups;

/// <summary>A version 1 hierarchy: where it is mounted and what it controls, e.g. <c>cpu,cpuacct</c> or <c>name=systemd</c>.</summary>
internal sealed record LegacyHierarchy(string MountPoint, IReadOnlyList<string> Controllers)
{
    private const string NamedPrefix = "name=";

    // What a version 1 mount has among its super options beside its controllers (cgroup1_show_options of the kernel).
    private static readonly HashSet<string> OtherOptions =
        ["rw", "ro", "noprefix", "xattr", "clone_children", "cpuset_v2_mode", "favordynmods"];

    /// <summary>False for a named hierarchy, which only groups processes.</summary>
    public bool HasController => Controllers.Any(controller => !controller.StartsWith(NamedPrefix, StringComparison.Ordinal));

    public bool Has(string controller) => Controllers.Contains(controller);

    /// <summary>The controllers or the name in a mount's super options, e.g. <c>rw,cpu,cpuacct</c>.</summary>
    public static IReadOnlyList<string> ControllersOf(string superOptions) =>
        [.. superOptions.Split(',').Where(option => !OtherOptions.Contains(option)
            && !option.StartsWith("release_agent=", StringComparison.Ordinal))];
}
