using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Namespaces;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Mounts;

/// <summary>
/// A copy of a mount, or of a tree of mounts, that is nowhere in the file system yet: open_tree(2) with OPEN_TREE_CLONE, mount_setattr(2),
/// move_mount(2). It goes when it is disposed, unless it was attached.
/// </summary>
public sealed class DetachedMount : IDisposable
{
    private const int OpenTreeNumber = 428;
    private const int MoveMountNumber = 429;
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Clone = 1; // OPEN_TREE_CLONE
    private const uint CloseOnExec = 0x8_0000; // OPEN_TREE_CLOEXEC
    private const uint EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint Recursively = 0x8000; // AT_RECURSIVE
    private const uint FromItself = 4; // MOVE_MOUNT_F_EMPTY_PATH

    private readonly SafeFileHandle _handle;
    private readonly string _source;
    private readonly uint _recursive;

    private DetachedMount(SafeFileHandle handle, string source, uint recursive)
    {
        _handle = handle;
        _source = source;
        _recursive = recursive;
    }

    /// <summary>
    /// Copies what is at <paramref name="source"/>, links followed, as a bind mount would; with what is mounted below it if
    /// <paramref name="recursive"/>.
    /// </summary>
    public static DetachedMount Of(string source, bool recursive = false)
    {
        var reach = recursive ? Recursively : 0;
        var descriptor = (int)LibC.OpenTree(OpenTreeNumber, CurrentDirectory, source, Clone | CloseOnExec | reach);
        return new DetachedMount(Descriptor.Own(descriptor, "open_tree", source), source, reach);
    }

    /// <summary>
    /// Has the copy show each owner as the user namespace at <paramref name="userNamespace"/> maps it, and store what is written the other
    /// way round (Linux 5.12; idmapped mounts in mount_setattr(2)). <see cref="Errno.InvalidArgument"/>: a file system among them cannot.
    /// </summary>
    public void MapIds(string userNamespace)
    {
        using var owner = NamespacePin.Open(userNamespace);
        Set(new MountAttributes { Set = MountAttributes.MapIds, UserNamespace = (ulong)owner.DangerousGetHandle() });
    }

    /// <summary>How mount events pass between the copy and what it was copied from: <see cref="MountModes.Private"/> and its like.</summary>
    public void Propagate(MountModes kind) => Set(new MountAttributes { Propagation = (ulong)kind });

    /// <summary>Puts it at <paramref name="target"/>, a directory or file as the source is.</summary>
    public void Attach(string target)
    {
        if (LibC.MoveMount(MoveMountNumber, _handle, "", CurrentDirectory, target, FromItself) != 0)
        {
            throw LinuxException.FromLastError("move_mount", $"{_source} to {target}");
        }
    }

    public void Dispose() => _handle.Dispose();

    private void Set(in MountAttributes attributes)
    {
        if (LibC.SetMountAttributes(_handle, "", EmptyPath | _recursive, in attributes, MountAttributes.Size) != 0)
        {
            throw LinuxException.FromLastError("mount_setattr", _source);
        }
    }
}
