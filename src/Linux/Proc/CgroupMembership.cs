namespace CriSharp.Linux.Proc;

/// <summary>
/// A line of <c>/proc/&lt;pid&gt;/cgroup</c> (cgroups(7)): the group of a process in one hierarchy. Hierarchy 0 without controllers is version 2.
/// </summary>
public sealed record CgroupMembership(int Hierarchy, IReadOnlyList<string> Controllers, string Path)
{
    /// <summary>The memberships in the file's text; a line of another shape is a <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<CgroupMembership> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    // 4:memory:/kubepods/pod1   1:name=systemd:/   0::/kubepods/pod1 (a path may have colons)
    private static CgroupMembership ParseLine(string line) =>
        line.Split(':', 3) is [var id, var controllers, var path] && int.TryParse(id, out var hierarchy)
            ? new CgroupMembership(hierarchy, controllers.Split(',', StringSplitOptions.RemoveEmptyEntries), path)
            : throw new FormatException($"cgroup line {line}: not as in cgroups(7)");
}
