namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// The node's control groups, on the unified hierarchy or on version 1. Paths are cgroupfs paths from the root, e.g. <c>/kubepods/pod1/abc</c>;
/// the OCI runtime makes a container's own cgroup, this makes and removes the pod's, and watches and kills in both.
/// </summary>
public interface ICgroups
{
    /// <summary>What the host has mounted.</summary>
    CgroupVersion Version { get; }

    /// <summary>Whether the cgroup is there (on version 1, in any hierarchy).</summary>
    bool Exists(string path);

    /// <summary>Makes the cgroup in every hierarchy, if absent.</summary>
    void Create(string path);

    /// <summary>Removes the cgroup and those below it, children first. Absent: success. Processes inside: <c>EBUSY</c>.</summary>
    void Remove(string path);

    /// <summary>The files that count a container's OOM kills, whether its cgroup exists yet or not; null: the host has no memory controller.</summary>
    OomCounterFiles? OomCounterFiles(string path);

    /// <summary>Kills every process in and below the cgroup (<c>cgroup.kill</c>; on version 1, SIGKILL until none is left). Absent: success.</summary>
    Task KillAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Thaws the cgroup and those below it, so that their processes can take signals again; on version 1 a frozen process does not even die.
    /// One that is frozen with a cgroup above stays so. Absent: success.
    /// </summary>
    void Thaw(string path);

    /// <summary>The processes in and below the cgroup.</summary>
    IReadOnlyList<int> Processes(string path);

    /// <summary>What a control file of the cgroup says, without the last line end; null: no such cgroup, controller or file.</summary>
    string? Read(string path, string controller, string file);

    /// <summary>Writes a setting to its file, line by line.</summary>
    /// <exception cref="Linux.LinuxException">The kernel refused it; <c>ENOENT</c>: no such cgroup, controller or file.</exception>
    void Write(string path, CgroupSetting setting);
}
