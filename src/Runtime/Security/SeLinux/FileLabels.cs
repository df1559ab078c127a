using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>
/// Labels files for containers. Every file of a tree is looked at, whatever its top says: a volume that several pods share, or that was
/// filled meanwhile, has files of several labels. What has the label already is not written to. Links are labelled themselves, never
/// followed, and other file systems mounted inside are left.
/// </summary>
public static class FileLabels
{
    private const int Deepest = 256;

    // What every node has, and what belongs to all of it: with a container's label there the node would lock itself out.
    private static readonly HashSet<string> Nodes = new(StringComparer.Ordinal)
    {
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/media", "/mnt", "/opt", "/proc", "/root", "/run",
        "/sbin", "/srv", "/sys", "/sysroot", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/local", "/usr/sbin", "/usr/share", "/var",
        "/var/cache", "/var/lib", "/var/lib/kubelet", "/var/log", "/var/run", "/var/spool", "/var/tmp",
    };

    // Of these nothing at all is a volume.
    private static readonly string[] NodesWithAllBelow = ["/boot", "/dev", "/etc", "/proc", "/sys", "/usr"];

    private static readonly byte[] Attribute = "security.selinux"u8.ToArray();

    /// <summary>Whether the path is the node's own and must keep its labels.</summary>
    public static bool IsNodes(string path)
    {
        var clean = '/' + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return Nodes.Contains(clean) || NodesWithAllBelow.Any(directory => clean.StartsWith(directory + '/', StringComparison.Ordinal));
    }

    /// <summary>Gives the file, or the directory with all in it, the label. A file system without labels is left as it is.</summary>
    /// <exception cref="LinuxException">A file cannot be labelled, e.g. on a read-only file system.</exception>
    public static void Set(string path, string label)
    {
        var value = Encoding.ASCII.GetBytes(label + '\0'); // as libselinux writes it
        using var parent = Open.Directory(Path.GetDirectoryName(path)!);
        Label(parent, Encoding.UTF8.GetBytes(Path.GetFileName(path)), value, Deepest);
    }

    private static void Label(SafeFileHandle parent, byte[] name, byte[] value, int depthLeft)
    {
        // The top may be a mount itself; what is mounted below it is another volume (EXDEV). Vanished since it was listed: nothing to label.
        var resolve = depthLeft == Deepest ? ResolveModes.None : ResolveModes.NoOtherMounts;
        var errno = Open.TryWithin(parent, name, OpenModes.PathOnly | OpenModes.NoFollow, resolve, out var entry);
        using (entry)
        {
            if (errno is Errno.NoEntry or Errno.CrossDevice)
            {
                return;
            }

            Entries.Check(errno, "openat2", name);
            if (!TrySet(parent, name, value) || FileStatus.Of(entry).Kind != FileKind.Directory)
            {
                return;
            }
        }

        Entries.Check(depthLeft == 0 ? Errno.NameTooLong : Errno.None, "relabel", name);

        // A link put in the directory's place meanwhile is not followed.
        if (Open.TryWithin(parent, name, OpenModes.Directory | OpenModes.NoFollow, resolve, out var directory) == Errno.None)
        {
            using (directory)
            {
                LabelContent(directory, value, depthLeft - 1);
            }
        }
    }

    private static void LabelContent(SafeFileHandle directory, byte[] value, int depthLeft)
    {
        var buffer = new byte[32 * 1024];
        var entries = new List<DirectoryEntry>();
        while (DirectoryListing.TryRead(directory, buffer, entries))
        {
            foreach (var entry in entries)
            {
                Label(directory, entry.Name, value, depthLeft);
            }
        }
    }

    // False: the file system has no labels, and so has none below.
    private static bool TrySet(SafeFileHandle parent, byte[] name, byte[] value)
    {
        if (Attributes.GetExtended(parent, name, Attribute) is { } present && present.AsSpan().TrimEnd((byte)0).SequenceEqual(value.AsSpan()[..^1]))
        {
            return true;
        }

        var errno = Attributes.TrySetExtended(parent, name, Attribute, value);
        if (errno is Errno.NotSupported)
        {
            return false;
        }

        if (errno != Errno.NoEntry)
        {
            Entries.Check(errno, "lsetxattr", name);
        }

        return true;
    }
}
