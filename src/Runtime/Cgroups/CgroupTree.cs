using CriSharp.Linux;
using CriSharp.Linux.Cgroups;

namespace CriSharp.Runtime.Cgroups;

/// <summary>One mounted hierarchy: the groups in it are directories.</summary>
internal sealed class CgroupTree(string mountPoint)
{
    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>The directory of a group in this hierarchy, whether it exists or not.</summary>
    public string DirectoryOf(CgroupPath path) => $"{mountPoint}{path}";

    /// <summary>The directories of the hierarchy's root, then of each group on the way down, and last of the group itself.</summary>
    public IEnumerable<string> WayDown(CgroupPath path)
    {
        var directory = mountPoint;
        yield return directory;
        foreach (var name in path.Names)
        {
            directory = $"{directory}/{name}";
            yield return directory;
        }
    }

    /// <summary>The group and those below it, in the order in which they can be removed. Absent: none.</summary>
    public IReadOnlyList<string> ChildrenFirst(CgroupPath path)
    {
        var found = new List<string>();
        Collect(DirectoryOf(path), found);
        return found;
    }

    /// <summary>Removes the group and those below it. Absent: success.</summary>
    /// <exception cref="LinuxException"><see cref="Errno.Busy"/>: there are processes, or a group was made meanwhile.</exception>
    public void Remove(CgroupPath path)
    {
        foreach (var group in ChildrenFirst(path))
        {
            CgroupDirectory.Remove(group);
        }
    }

    /// <summary>Thaws the group and those below it in a version 2 tree, which does not freeze by a controller. Absent: success.</summary>
    public void Thaw(CgroupPath path)
    {
        foreach (var group in ChildrenFirst(path))
        {
            ControlFile.TryWrite($"{group}/cgroup.freeze", "0");
        }
    }

    /// <summary>The processes in and below the group.</summary>
    public IEnumerable<int> Processes(CgroupPath path) => ChildrenFirst(path).SelectMany(ProcessesIn);

    private static IReadOnlyList<int> ProcessesIn(string group)
    {
        try
        {
            return ControlFile.TryRead($"{group}/cgroup.procs") is { } content ? ProcessListFile.Parse(content) : [];
        }
        catch (LinuxException e) when (e.Errno == Errno.NotSupported)
        {
            return []; // A threaded group: its processes are listed in the group above that is their domain (cgroups(7)).
        }
    }

    private static void Collect(string directory, List<string> found)
    {
        try
        {
            foreach (var child in Directory.GetDirectories(directory, "*", OneLevel))
            {
                Collect(child, found);
            }

            found.Add(directory);
        }
        catch (DirectoryNotFoundException)
        {
            // Absent, or removed by systemd or the OCI runtime while we looked: nothing to list.
        }
    }
}
