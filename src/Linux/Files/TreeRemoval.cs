using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>
/// Deletes a directory with all that is in it, whatever the names and however deep: a branch deeper than <see cref="DeepestStep"/> is moved up
/// beside the tree and deleted from there, so that neither descriptors nor the stack run out. Links are removed, never followed.
/// Only for trees that nobody else changes meanwhile. Blocks while it works.
/// </summary>
public sealed class TreeRemoval
{
    private const int DeepestStep = 64;
    private const int BufferBytes = 32 * 1024;

    private readonly SafeFileHandle _top;
    private readonly Queue<byte[]> _pending = new();
    private readonly byte[] _prefix;
    private int _moved;

    private TreeRemoval(SafeFileHandle top, byte[] name)
    {
        _top = top;
        _prefix = name;
        _pending.Enqueue(name);
    }

    /// <summary>Deletes <c>parent/name</c>; absent: nothing to do.</summary>
    /// <exception cref="LinuxException">Something could not be deleted, e.g. a mount point (EBUSY); the rest may be gone.</exception>
    public static void Remove(string parent, string name)
    {
        using var top = Open.Directory(parent);
        Remove(top, Encoding.UTF8.GetBytes(name));
    }

    /// <inheritdoc cref="Remove(string, string)"/>
    public static void Remove(SafeFileHandle parent, byte[] name) => new TreeRemoval(parent, name).Run();

    private void Run()
    {
        while (_pending.TryDequeue(out var name))
        {
            RemoveEntry(_top, new DirectoryEntry(name, FileKind.None), DeepestStep);
        }
    }

    private void RemoveEntry(SafeFileHandle parent, DirectoryEntry entry, int depthLeft)
    {
        var errno = entry.Kind == FileKind.Directory ? Errno.IsDirectory : Entries.TryUnlink(parent, entry.Name);
        if (errno == Errno.IsDirectory)
        {
            RemoveBranch(parent, entry.Name, depthLeft);
        }
        else if (errno != Errno.NoEntry)
        {
            Entries.Check(errno, "unlinkat", entry.Name);
        }
    }

    private void RemoveBranch(SafeFileHandle parent, byte[] name, int depthLeft)
    {
        if (depthLeft == 0)
        {
            MoveAside(parent, name);
            return;
        }

        // An empty directory, of which a tree has many, goes without being opened.
        if (Entries.TryRemoveDirectory(parent, name) is Errno.None or Errno.NoEntry)
        {
            return;
        }

        using (var directory = Open.At(parent, name, OpenModes.Directory | OpenModes.NoFollow))
        {
            RemoveContent(directory, depthLeft - 1);
        }

        Entries.Check(Entries.TryRemoveDirectory(parent, name), "unlinkat", name);
    }

    private void MoveAside(SafeFileHandle parent, byte[] name)
    {
        byte[] aside;
        Errno errno;
        do
        {
            // The name may be taken by what an interrupted removal moved aside.
            aside = [.. _prefix, .. Encoding.UTF8.GetBytes($".{++_moved}")];
            errno = Entries.TryRename(parent, name, _top, aside, replace: false);
        }
        while (errno == Errno.Exists);

        Entries.Check(errno, "renameat2", name);
        _pending.Enqueue(aside);
    }

    private void RemoveContent(SafeFileHandle directory, int depthLeft)
    {
        var buffer = new byte[BufferBytes];
        var entries = new List<DirectoryEntry>();
        while (DirectoryListing.TryRead(directory, buffer, entries))
        {
            foreach (var entry in entries)
            {
                RemoveEntry(directory, entry, depthLeft);
            }
        }
    }
}
