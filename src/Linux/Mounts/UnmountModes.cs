namespace CriSharp.Linux.Mounts;

/// <summary>The flags of umount2(2).</summary>
[Flags]
public enum UnmountModes
{
    None = 0,
    Force = 1, // MNT_FORCE
    Detach = 2, // MNT_DETACH: gone from the tree now, released when no longer busy
    Expire = 4, // MNT_EXPIRE
    NoFollow = 8, // UMOUNT_NOFOLLOW
}
