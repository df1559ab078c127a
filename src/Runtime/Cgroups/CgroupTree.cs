using CriSharp.Linux.Cgroups;

namespace CriSharp.Runtime.Cgroups;

/// <summary>A group's directory in one hierarchy and the directories below it.</summary>
internal static class CgroupTree
{
    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>The groups below and then the group itself: the order in which they can be removed. Absent: none.</summary>
    public static IReadOnlyList<string> ChildrenFirst(string directory)
    {
        var found = new List<string>();
        Collect(directory, found);
        return found;
    }

    /// <summary>The processes in and below the group.</summary>
    public static IEnumerable<int> Processes(string directory) =>
        ChildrenFirst(directory)
            .Select(group => ControlFile.TryRead($"{group}/cgroup.procs"))
            .OfType<byte[]>()
            .SelectMany(content => ProcessListFile.Parse(content));

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
            // Absent, or removed by another (systemd, the OCI runtime) while we looked: nothing to list.
        }
    }
}
