namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>The control groups below one path, in every hierarchy that is mounted.</summary>
public static class CgroupTrees
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>One tree on a unified host, one for each controller otherwise.</summary>
    public static IReadOnlyList<string> Hierarchies { get; } = File.Exists(Root + "/cgroup.controllers")
        ? [Root]
        : [.. new DirectoryInfo(Root).GetDirectories().Where(tree => tree.LinkTarget is null).Select(tree => tree.FullName)];

    /// <summary>The directories of the cgroup itself and of all below it, parents first.</summary>
    public static IReadOnlyList<string> Directories(string path) =>
        [.. Hierarchies.Select(tree => tree + path).Where(Directory.Exists).SelectMany(top => SubtreeOf(top).Prepend(top))];

    /// <summary>The processes in the cgroup and below it.</summary>
    public static IReadOnlyList<int> Processes(string path) =>
        [.. Directories(path).SelectMany(Members).Distinct()];

    /// <summary>Kills what is inside and removes the cgroup with all below it.</summary>
    public static async Task RemoveAsync(string path)
    {
        await ProcessTable.KillAsync(() => Processes(path));
        foreach (var directory in Directories(path).Reverse())
        {
            // A cgroup is busy until its last process is reaped.
            await Deadlines.UntilAsync(() => Task.FromResult(TryRemove(directory)), removed => removed, TimeSpan.FromSeconds(10));
        }
    }

    private static List<string> SubtreeOf(string directory)
    {
        try
        {
            return [.. Directory.GetDirectories(directory).SelectMany(child => SubtreeOf(child).Prepend(child))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static int[] Members(string directory)
    {
        try
        {
            return [.. File.ReadAllLines(directory + "/cgroup.procs").Select(int.Parse)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
