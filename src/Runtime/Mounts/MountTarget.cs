using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;

namespace CriSharp.Runtime.Mounts;

/// <summary>A place of our own on the host to mount something on.</summary>
public static class MountTarget
{
    private const uint FileMode = 0b110_100_100;

    /// <summary>
    /// Makes the place, and the directories that lead there: a directory, or an empty file for what is none. What is there already is not
    /// touched, not even opened: a container's own file may still be mounted there.
    /// </summary>
    public static void Make(string path, bool isDirectory)
    {
        var parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(isDirectory ? path : parent);
        if (isDirectory)
        {
            return;
        }

        using var directory = Open.Directory(parent);
        var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
        var errno = Entries.TryMakeNode(directory, name, FileKind.Regular, FileMode, default);
        if (errno != Errno.Exists)
        {
            Entries.Check(errno, "mknodat", name);
        }
    }
}
