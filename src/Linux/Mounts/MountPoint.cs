namespace CriSharp.Linux.Mounts;

/// <summary>
/// mount(2), umount2(2) and mount_setattr(2), checked. Every verb acts in the mount namespace of the calling thread and throws
/// <see cref="LinuxException"/> naming source and target.
/// </summary>
public static class MountPoint
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Recursively = 0x8000; // AT_RECURSIVE

    /// <summary>Any mount; the verbs below are the usual ones.</summary>
    public static void Mount(string? source, string target, string? type, MountModes modes, string? options = null)
    {
        if (LibC.Mount(source, target, type, (nuint)(uint)modes, options) != 0)
        {
            throw LinuxException.FromLastError("mount", source is null ? target : $"{source} on {target}");
        }
    }

    /// <summary>
    /// Shows <paramref name="source"/> at <paramref name="target"/> too; with what is mounted below it if <paramref name="recursive"/>.
    /// </summary>
    public static void Bind(string source, string target, bool recursive = false) =>
        Mount(source, target, null, MountModes.Bind | (recursive ? MountModes.Recursive : MountModes.None));

    /// <summary>As <see cref="Bind"/>, and the new mount (each of them) refuses writes. Nothing is left mounted on failure.</summary>
    public static void BindReadOnly(string source, string target, bool recursive = false)
    {
        Bind(source, target, recursive);
        try
        {
            MakeReadOnly(target, recursive);
        }
        catch (LinuxException)
        {
            Unmount(target, UnmountModes.Detach);
            throw;
        }
    }

    /// <summary>
    /// Makes a mount read-only and keeps its other flags, which a remount by mount(2) would drop. Kernel 5.12 or later.
    /// </summary>
    public static void MakeReadOnly(string target, bool recursive = false)
    {
        var attributes = new MountAttributes { Set = MountAttributes.ReadOnly };
        if (LibC.SetMountAttributes(CurrentDirectory, target, recursive ? Recursively : 0, in attributes, MountAttributes.Size) != 0)
        {
            throw LinuxException.FromLastError("mount_setattr", target);
        }
    }

    /// <summary>A new tmpfs; <paramref name="options"/> as in tmpfs(5), e.g. <c>size=67108864,mode=1777</c>.</summary>
    public static void Tmpfs(string target, string options, MountModes modes = MountModes.None) =>
        Mount("tmpfs", target, "tmpfs", modes, options);

    /// <summary>
    /// A new overlay; <paramref name="options"/> as in the kernel's overlayfs document, e.g. <c>lowerdir=…,upperdir=…,workdir=…</c>, at
    /// most one page.
    /// </summary>
    public static void Overlay(string target, string options, MountModes modes = MountModes.None) =>
        Mount("overlay", target, "overlay", modes, options);

    /// <summary>Mount events neither come to nor leave <paramref name="target"/> (mount_namespaces(7)). It must be a mount point.</summary>
    public static void MakePrivate(string target, bool recursive = false) => Propagate(target, MountModes.Private, recursive);

    /// <summary>Mount events come from and go to the peers of <paramref name="target"/>.</summary>
    public static void MakeShared(string target, bool recursive = false) => Propagate(target, MountModes.Shared, recursive);

    /// <summary>Mount events come to <paramref name="target"/> and do not leave it.</summary>
    public static void MakeSlave(string target, bool recursive = false) => Propagate(target, MountModes.Slave, recursive);

    /// <summary>
    /// umount2(2): plainly, a busy mount is refused with <see cref="Errno.Busy"/>. Never follows a link at the target's end.
    /// </summary>
    public static void Unmount(string target, UnmountModes modes = UnmountModes.None)
    {
        if (LibC.Unmount(target, (int)(modes | UnmountModes.NoFollow)) != 0)
        {
            throw LinuxException.FromLastError("umount", target);
        }
    }

    private static void Propagate(string target, MountModes kind, bool recursive) =>
        Mount(null, target, null, kind | (recursive ? MountModes.Recursive : MountModes.None));
}
