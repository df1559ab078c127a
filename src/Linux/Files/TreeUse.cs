using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>Space and inodes that a directory tree takes on its file system, as du(1) counts: blocks, hard links once, other mounts not.</summary>
public readonly record struct TreeUse(long Bytes, long Inodes)
{
    private const int Deepest = 128;

    /// <summary>Files with several links that are told apart; a tree with more of them is hostile and counted as bigger than it is.</summary>
    private const int MostLinked = 1 << 20;

    /// <summary>Measures the tree; what vanishes meanwhile, or lies deeper than 128 directories, is not counted.</summary>
    public static TreeUse Of(string path)
    {
        using var root = Open.Directory(path);
        var count = new Count();
        count.Add(FileStatus.Of(root));
        Walk(root, count, Deepest);
        return new TreeUse(count.Bytes, count.Inodes);
    }

    private static void Walk(SafeFileHandle directory, Count count, int depthLeft)
    {
        var buffer = new byte[32 * 1024];
        var entries = new List<DirectoryEntry>();
        while (DirectoryListing.TryRead(directory, buffer, entries))
        {
            foreach (var entry in entries)
            {
                Visit(directory, entry.Name, count, depthLeft);
            }
        }
    }

    private static void Visit(SafeFileHandle parent, byte[] name, Count count, int depthLeft)
    {
        if (FileStatus.Of(parent, name) is not { } status || !count.Add(status))
        {
            return;
        }

        if (status.Kind == FileKind.Directory && depthLeft > 0
            && Open.TryWithin(parent, name, OpenModes.Directory | OpenModes.NoFollow, ResolveModes.NoOtherMounts, out var directory) == Errno.None)
        {
            using (directory)
            {
                Walk(directory, count, depthLeft - 1);
            }
        }
    }

    private sealed class Count
    {
        private readonly HashSet<ulong> _linked = [];

        internal long Bytes { get; private set; }

        internal long Inodes { get; private set; }

        internal bool Add(FileStatus status)
        {
            if (status.Kind != FileKind.Directory && status.Links > 1 && IsKnown(status.Inode))
            {
                return false;
            }

            Bytes += status.DiskBytes;
            Inodes++;
            return true;
        }

        private bool IsKnown(ulong inode) => _linked.Count < MostLinked ? !_linked.Add(inode) : _linked.Contains(inode);
    }
}
