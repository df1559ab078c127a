namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// A limit of a cgroup as the kernel has it: a file of a controller and what to write to it, e.g. <c>memory.max</c> and <c>67108864</c>.
/// </summary>
/// <param name="Controller">Whose hierarchy the file is in on version 1; on version 2 there is one hierarchy.</param>
/// <param name="File">The file's name in the cgroup's directory.</param>
/// <param name="Value">What to write; what was read, for a setting that puts back what was.</param>
public sealed record CgroupSetting(string Controller, string File, string Value)
{
    /// <summary>
    /// Whether the file shows the value that was written. It does not where the OCI runtime has a conversion of its own (shares to weight), or
    /// where a client may write in other words than the kernel's (the unified map).
    /// </summary>
    public bool IsShown { get; init; } = true;
}
