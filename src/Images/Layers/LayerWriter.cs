using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Images.Layers;

/// <summary>
/// Puts the entries of an archive into a layer's directory, in the form that overlayfs wants: a whiteout becomes a character device 0/0,
/// an opaque directory has <c>trusted.overlay.opaque</c>. Runs on a thread with an umask of 0; nothing it writes is synced.
/// </summary>
internal sealed class LayerWriter(LayerTree tree, LayerMeasure measure, LayerBudget budget)
{
    private const uint Permissions = 0b111_111_111;
    private const uint SetIds = 0b110_000_000_000;

    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly List<(byte[] Path, FileTimes Times)> _directories = [];

    /// <summary>Makes the entry; its data are read from <paramref name="archive"/>.</summary>
    internal void Write(TarEntry entry, TarReader archive)
    {
        budget.AddEntry();
        var path = EntryPath.Clean(entry.Name);
        var (parentPath, name) = EntryPath.Split(path);
        if (Whiteout.IsAufs(path))
        {
            return;
        }

        if (Whiteout.IsOpaque(name))
        {
            tree.MarkOpaque(parentPath);
        }
        else if (Whiteout.Hidden(name) is { } hidden)
        {
            Hide(tree.Parent(parentPath), hidden);
        }
        else if (path.Length == 0)
        {
            WriteRoot(entry);
        }
        else
        {
            Make(entry, path, tree.Parent(parentPath), name, archive);
        }
    }

    /// <summary>Sets the times of directories, which making entries in them has changed.</summary>
    internal void Finish()
    {
        for (var i = _directories.Count - 1; i >= 0; i--)
        {
            var (path, times) = _directories[i];
            var rules = ResolveModes.Beneath | ResolveModes.NoSymbolicLinks;
            if (Open.TryWithin(tree.Root, path, OpenModes.Directory, rules, out var directory) == Errno.None)
            {
                using (directory)
                {
                    Attributes.SetTimes(directory, in times);
                }
            }
        }
    }

    private void WriteRoot(TarEntry entry)
    {
        if (entry.Kind != TarKind.Directory)
        {
            throw new LayerArchiveException("the root of the layer is not a directory");
        }

        Dress(entry, tree.Root, "."u8);
        tree.DescribesRoot = true;
        Remember("."u8.ToArray(), entry.Times);
    }

    private void Remember(byte[] directory, FileTimes times)
    {
        budget.AddPath(directory.Length);
        _directories.Add((directory, times));
    }

    private void Make(TarEntry entry, byte[] path, SafeFileHandle parent, byte[] name, TarReader archive)
    {
        switch (entry.Kind)
        {
            case TarKind.File:
                MakeFile(entry, parent, name, archive);
                break;
            case TarKind.Directory:
                MakeDirectory(entry, parent, name);
                Remember(path, entry.Times);
                tree.Explicit(path);
                break;
            case TarKind.HardLink:
                MakeHardLink(entry, parent, name);
                break;
            case TarKind.SymbolicLink:
                Replacing(parent, name, () => Entries.TrySymbolicLink(entry.LinkName, parent, name), "symlinkat");
                measure.AddInode(entry.LinkName.Length > LayerMeasure.LongestInlineLink ? 1 : 0);
                Dress(entry, parent, name);
                break;
            default:
                Replacing(parent, name, () => Entries.TryMakeNode(parent, name, NodeKind(entry.Kind), entry.Mode & Permissions, entry.Device), "mknodat");
                measure.AddInode(0);
                Dress(entry, parent, name);
                break;
        }
    }

    private void MakeFile(TarEntry entry, SafeFileHandle parent, byte[] name, TarReader archive)
    {
        var modes = OpenModes.WriteOnly | OpenModes.Create | OpenModes.Exclusive | OpenModes.NoFollow;
        var errno = Open.TryAt(parent, name, modes, entry.Mode & Permissions, out var file);
        if (errno == Errno.Exists)
        {
            RemoveExisting(parent, name);
            errno = Open.TryAt(parent, name, modes, entry.Mode & Permissions, out file);
        }

        using (file)
        {
            Entries.Check(errno, "openat", name);
            measure.AddFile(entry.Segments is null ? WriteData(file, archive) : WriteSegments(file, entry, archive));
            var owned = tree.Inherits || entry.Owner != 0 || entry.Group != 0;
            if (owned)
            {
                Attributes.SetOwner(file, entry.Owner, entry.Group);
            }

            // A change of owner or content clears the set-id bits, so the mode comes after both.
            if (tree.Inherits || (entry.Mode & ~Permissions) != 0)
            {
                Attributes.SetMode(file, entry.Mode);
            }

            foreach (var attribute in Wanted(entry))
            {
                Supported(Attributes.TrySetExtended(file, attribute.Name, attribute.Value), attribute);
            }

            Attributes.SetTimes(file, entry.Times);
        }
    }

    private long WriteData(SafeFileHandle file, TarReader archive)
    {
        var total = 0L;
        for (int length; (length = archive.Read(_buffer)) > 0; total += length)
        {
            FileData.Write(file, _buffer.AsSpan(0, length));
        }

        return total;
    }

    private long WriteSegments(SafeFileHandle file, TarEntry entry, TarReader archive)
    {
        var position = 0L;
        var total = 0L;
        foreach (var segment in entry.Segments!)
        {
            FileData.Skip(file, segment.Offset - position);
            for (var left = segment.Length; left > 0;)
            {
                var length = archive.Read(_buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)));
                FileData.Write(file, _buffer.AsSpan(0, length));
                left -= length;
            }

            position = segment.Offset + segment.Length;
            total += segment.Length;
        }

        FileData.SetLength(file, entry.Size);
        return total;
    }

    private void MakeDirectory(TarEntry entry, SafeFileHandle parent, byte[] name)
    {
        var errno = Entries.TryMakeDirectory(parent, name, entry.Mode & Permissions);
        var existing = errno == Errno.Exists ? FileStatus.Of(parent, name) : null;
        if (existing is { Kind: not FileKind.Directory })
        {
            // What it replaces, a file or a whiteout, hid the lower layers' directory of that name; so must this.
            RemoveExisting(parent, name);
            errno = Entries.TryMakeDirectory(parent, name, entry.Mode & Permissions);
            Entries.Check(errno, "mkdirat", name);
            LayerTree.MarkOpaque(parent, name);
        }
        else if (existing is null)
        {
            Entries.Check(errno, "mkdirat", name);
            measure.AddInode(1);
        }

        tree.Inherits |= LayerTree.GivesGroup(entry.Mode) || entry.Attributes.Any(IsDefaultAccessList);
        Dress(entry, parent, name, existed: existing is not null);
    }

    private void MakeHardLink(TarEntry entry, SafeFileHandle parent, byte[] name)
    {
        var (targetParent, targetName) = EntryPath.Split(EntryPath.Clean(entry.LinkName));
        using var target = tree.FindWithoutLinks(targetParent);
        var status = FileStatus.Of(target, targetName) is { Kind: not FileKind.Directory } found
            ? found
            : throw new LayerArchiveException($"it is a hard link to {Encoding.UTF8.GetString(entry.LinkName)}, which is no file of this layer");
        if (FileStatus.Of(parent, name) is { } existing && existing.Inode == status.Inode)
        {
            return;
        }

        Replacing(parent, name, () => Entries.TryLink(target, targetName, parent, name), "linkat");
    }

    // A whiteout hides only what is in lower layers: what this layer has put there itself stays.
    private void Hide(SafeFileHandle parent, byte[] name)
    {
        switch (FileStatus.Of(parent, name))
        {
            case null:
                Entries.Check(Entries.TryMakeNode(parent, name, FileKind.CharacterDevice, 0, default), "mknodat", name);
                measure.AddInode(0);
                break;
            case { Kind: FileKind.Directory }:
                LayerTree.MarkOpaque(parent, name);
                break;
        }
    }

    private static void Replacing(SafeFileHandle parent, byte[] name, Func<Errno> make, string operation)
    {
        var errno = make();
        if (errno == Errno.Exists)
        {
            RemoveExisting(parent, name);
            errno = make();
        }

        Entries.Check(errno, operation, name);
    }

    private static void RemoveExisting(SafeFileHandle parent, byte[] name)
    {
        if (FileStatus.Of(parent, name) is { Kind: FileKind.Directory })
        {
            TreeRemoval.Remove(parent, name);
        }
        else
        {
            Entries.Check(Entries.TryUnlink(parent, name), "unlinkat", name);
        }
    }

    // Owner, mode, attributes and times of what is no regular file. Attributes come last but for the times: a change of owner drops some.
    private void Dress(TarEntry entry, SafeFileHandle parent, ReadOnlySpan<byte> name, bool existed = true)
    {
        var isLink = entry.Kind == TarKind.SymbolicLink;
        if (existed || tree.Inherits || entry.Owner != 0 || entry.Group != 0)
        {
            Attributes.SetOwner(parent, name, entry.Owner, entry.Group);
        }

        if (!isLink && (existed || tree.Inherits || (entry.Mode & ~Permissions) != 0))
        {
            Attributes.SetMode(parent, name, entry.Mode);
        }

        foreach (var attribute in Wanted(entry))
        {
            Supported(Attributes.TrySetExtended(parent, name, attribute.Name, attribute.Value), attribute);
        }

        if (entry.Kind != TarKind.Directory)
        {
            Attributes.SetTimes(parent, name, entry.Times);
        }
    }

    // What an archive says to overlayfs was meant for another stack of layers; here it could hide or redirect at will.
    private static IEnumerable<TarAttribute> Wanted(TarEntry entry) =>
        entry.Attributes.Where(attribute => !attribute.Name.AsSpan().StartsWith("trusted.overlay."u8));

    // A file system without a kind of attribute (access lists, SELinux labels) still holds the image.
    private static void Supported(Errno errno, TarAttribute attribute) =>
        Entries.Check(errno == Errno.NotSupported ? Errno.None : errno, "setxattr", attribute.Name);

    private static bool IsDefaultAccessList(TarAttribute attribute) => attribute.Name.AsSpan().SequenceEqual("system.posix_acl_default"u8);

    private static FileKind NodeKind(TarKind kind) => kind switch
    {
        TarKind.CharacterDevice => FileKind.CharacterDevice,
        TarKind.BlockDevice => FileKind.BlockDevice,
        _ => FileKind.Fifo,
    };
}
