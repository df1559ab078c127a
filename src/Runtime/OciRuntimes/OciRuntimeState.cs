namespace CriSharp.Runtime.OciRuntimes;

/// <summary>
/// What an OCI runtime keeps of a container: entries of its root directory whose names begin with the container's id (crun and runc: a
/// directory of that name; runsc adds to it).
/// </summary>
public static class OciRuntimeState
{
    /// <summary>Whether the program knows the container.</summary>
    public static bool Exists(string root, string containerId) => Entries(root, containerId).Any();

    /// <summary>Makes the program forget the container, where the program itself is not there to do it. Absent: success.</summary>
    public static void Remove(string root, string containerId)
    {
        foreach (var entry in Entries(root, containerId).ToList())
        {
            if (File.GetAttributes(entry).HasFlag(FileAttributes.Directory))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }

    private static IEnumerable<string> Entries(string root, string containerId) =>
        Directory.Exists(root) ? Directory.EnumerateFileSystemEntries(root, containerId + "*") : [];
}
