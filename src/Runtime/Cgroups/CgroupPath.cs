using CriSharp.Failures;

namespace CriSharp.Runtime.Cgroups;

/// <summary>A checked cgroupfs path below the root, e.g. <c>/kubepods/pod1/abc</c>: it cannot name the root nor lead out of it.</summary>
internal readonly record struct CgroupPath
{
    private const int NameLimit = 255; // NAME_MAX

    private CgroupPath(string[] names) => Names = names;

    /// <summary>The names from the root down; at least one.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <exception cref="FailureException">InvalidArgument: not absolute, the root, or a name that is empty, too long, <c>.</c> or <c>..</c>.</exception>
    public static CgroupPath Parse(string path)
    {
        var names = path.StartsWith('/') ? path[1..].Split('/') : [];
        return names.Length > 0 && names.All(IsName)
            ? new CgroupPath(names)
            : throw new FailureException(FailureKind.InvalidArgument, $"cgroup path {path}: must be an absolute path of plain names below the root");
    }

    public override string ToString() => $"/{string.Join('/', Names)}";

    private static bool IsName(string name) =>
        name is not ("" or "." or "..") && name.Length <= NameLimit && !name.Any(char.IsControl);
}
