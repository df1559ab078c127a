using CriSharp.Linux.Files;

namespace CriSharp.PodSandbox;

/// <summary>
/// A directory through which others than root reach what is theirs below, and in which nobody but root sees what there is: the OCI runtime
/// of a pod with a user namespace walks the way to a root file system or a pod's files as that namespace's root. A directory of one pod or
/// container lets nobody else in, since setuid programs and volumes are below (CVE-2021-41091).
/// </summary>
internal static class PassableDirectory
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it for all, if it is not there: one above or below those of a pod. Its parents are there.</summary>
    public static void Create(string path)
    {
        Directory.CreateDirectory(path, Own);
        File.SetUnixFileMode(path, Own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute); // whatever the umask
    }

    /// <summary>Makes it for <paramref name="group"/>, or for root alone, if it is not there; its parents are.</summary>
    public static void Create(string path, uint? group)
    {
        Directory.CreateDirectory(path, Own);
        if (group is { } passing)
        {
            using var directory = Open.Directory(path);
            Attributes.SetOwner(directory, 0, passing);
            File.SetUnixFileMode(path, Own | UnixFileMode.GroupExecute);
        }
    }
}
