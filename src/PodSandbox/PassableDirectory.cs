namespace CriSharp.PodSandbox;

/// <summary>
/// A directory through which the users of a user namespace reach what is theirs below, and in which nobody but root sees what there is:
/// their OCI runtime walks the way to a root file system or a pod's files as one of them.
/// </summary>
internal static class PassableDirectory
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes it if it is not there; its parents are.</summary>
    public static void Create(string path)
    {
        Directory.CreateDirectory(path, Mode);
        File.SetUnixFileMode(path, Mode); // whatever the umask, or an earlier version that made it
    }
}
