using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Images.Layers;

/// <summary>
/// The directory that a layer is unpacked into, and the way to the directories in it: no step ever leaves the root, whatever links
/// the archive has made. One thread's.
/// </summary>
internal sealed class LayerTree(string directory, LayerMeasure measure, LayerBudget budget) : IDisposable
{
    /// <summary>Of a directory that the archive does not describe: rwxr-xr-x.</summary>
    internal const uint ImpliedMode = 0b111_101_101;

    private const uint SetGroup = 0b10_000_000_000;
    private static readonly byte[] OpaqueAttribute = "trusted.overlay.opaque"u8.ToArray();

    private readonly SafeFileHandle _root = Open.Directory(directory);
    private SafeFileHandle? _parent;
    private byte[] _parentPath = [];

    internal SafeFileHandle Root => _root;

    /// <summary>Paths of directories that the archive uses without having an entry for them; as Latin-1, which keeps every byte.</summary>
    internal HashSet<string> Implied { get; } = new(StringComparer.Ordinal);

    /// <summary>The archive has an entry for the root.</summary>
    internal bool DescribesRoot { get; set; }

    /// <summary>Everything below the layer is hidden.</summary>
    internal bool IsRootOpaque { get; private set; }

    /// <summary>
    /// A directory gives its group to what is made in it (set-group-id), or default access rules: from now on owner and mode of each
    /// entry must be set, not only asked for when it is made.
    /// </summary>
    internal bool Inherits { get; set; }

    /// <summary>The directory at this path, made if the archive has not mentioned it; valid until the next call.</summary>
    internal SafeFileHandle Parent(byte[] path)
    {
        if (path.Length == 0)
        {
            // What is made in the root may replace a directory: the one at hand must not outlive it.
            Forget();
            return _root;
        }

        if (_parent is not null && path.AsSpan().SequenceEqual(_parentPath))
        {
            return _parent;
        }

        var found = Find(path) ?? MakeImplied(path);
        Forget();
        (_parent, _parentPath) = (found, path);
        return found;
    }

    /// <summary>An existing directory without a link on the way to it: for the targets of hard links.</summary>
    internal SafeFileHandle FindWithoutLinks(byte[] path)
    {
        var rules = ResolveModes.Beneath | ResolveModes.NoSymbolicLinks | ResolveModes.NoOtherMounts;
        var errno = Open.TryWithin(_root, Self(path), OpenModes.PathOnly | OpenModes.Directory, rules, out var handle);
        return errno == Errno.None ? handle : throw Unusable(path, errno);
    }

    internal static void MarkOpaque(SafeFileHandle parent, ReadOnlySpan<byte> name) =>
        Entries.Check(Attributes.TrySetExtended(parent, name, OpaqueAttribute, "y"u8), "lsetxattr", name);

    /// <summary>Hides everything below this directory of the layer.</summary>
    internal void MarkOpaque(byte[] path)
    {
        var handle = Parent(path);
        MarkOpaque(handle, "."u8);
        IsRootOpaque |= path.Length == 0;
    }

    /// <summary>The archive has an entry for this directory after all.</summary>
    internal void Explicit(byte[] path)
    {
        if (Implied.Count > 0)
        {
            Implied.Remove(Encoding.Latin1.GetString(path));
        }
    }

    public void Dispose()
    {
        Forget();
        _root.Dispose();
    }

    private void Forget()
    {
        _parent?.Dispose();
        _parent = null;
    }

    private static byte[] Self(byte[] path) => path.Length == 0 ? [(byte)'.'] : path;

    internal static bool GivesGroup(uint mode) => (mode & SetGroup) != 0;

    private SafeFileHandle? Find(byte[] path)
    {
        var rules = ResolveModes.Beneath | ResolveModes.NoMagicLinks | ResolveModes.NoOtherMounts;
        var errno = Open.TryWithin(_root, path, OpenModes.PathOnly | OpenModes.Directory, rules, out var handle);
        if (errno == Errno.CrossDevice)
        {
            // An absolute or climbing link in the path. In the image it stays within the image; so it does here, if it leads anywhere.
            rules = ResolveModes.InRoot | ResolveModes.NoMagicLinks | ResolveModes.NoOtherMounts;
            errno = Open.TryWithin(_root, path, OpenModes.PathOnly | OpenModes.Directory, rules, out handle);
            errno = errno == Errno.NoEntry ? Errno.CrossDevice : errno;
        }

        return errno switch
        {
            Errno.None => handle,
            Errno.NoEntry or Errno.NotDirectory => null,
            _ => throw Unusable(path, errno),
        };
    }

    // Up to the first directory that there is, then down again. No recursion: how deep it goes is the archive's choice.
    private SafeFileHandle MakeImplied(byte[] path)
    {
        var missing = new Stack<byte[]>([path]);
        SafeFileHandle? found;
        while ((found = Find(Self(EntryPath.Split(missing.Peek()).Parent))) is null)
        {
            missing.Push(EntryPath.Split(missing.Peek()).Parent);
        }

        while (missing.TryPop(out var next))
        {
            using var parent = found;
            found = MakeImplied(parent, next);
        }

        return found;
    }

    private SafeFileHandle MakeImplied(SafeFileHandle parent, byte[] path)
    {
        var name = EntryPath.Split(path).Name;
        budget.AddEntry();
        var errno = Entries.TryMakeDirectory(parent, name, ImpliedMode);
        if (errno == Errno.Exists && FileStatus.Of(parent, name) is { Kind: FileKind.CharacterDevice, Device: { Major: 0, Minor: 0 } })
        {
            // A whiteout came before it: the directory is new, nothing of the lower one shows.
            Entries.Check(Entries.TryUnlink(parent, name), "unlinkat", name);
            Entries.MakeDirectory(parent, name, ImpliedMode);
            MarkOpaque(parent, name);
        }
        else if (errno != Errno.None)
        {
            throw Unusable(path, errno == Errno.Exists ? Errno.NotDirectory : errno);
        }
        else
        {
            // Two bytes a letter, as strings have them.
            budget.AddPath(2 * path.Length);
            Implied.Add(Encoding.Latin1.GetString(path));
            measure.AddInode(1);
        }

        return Find(path) ?? throw Unusable(path, Errno.NoEntry);
    }

    private static Exception Unusable(byte[] path, Errno errno)
    {
        var text = Encoding.UTF8.GetString(path);
        return errno switch
        {
            Errno.CrossDevice => new LayerArchiveException($"{text} leads out of the layer through a link"),
            Errno.Loop => new LayerArchiveException($"{text} has a link on the way that may not be followed"),
            Errno.NotDirectory => new LayerArchiveException($"{text} is not a directory"),
            Errno.NoEntry => new LayerArchiveException($"there is no directory {text}"),
            _ => new LinuxException("openat2", text, errno),
        };
    }
}
