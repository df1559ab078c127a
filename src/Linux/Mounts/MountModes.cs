namespace CriSharp.Linux.Mounts;

/// <summary>The flags of mount(2).</summary>
[Flags]
public enum MountModes
{
    None = 0,
    ReadOnly = 1, // MS_RDONLY
    NoSetUserId = 1 << 1, // MS_NOSUID
    NoDevices = 1 << 2, // MS_NODEV
    NoExecute = 1 << 3, // MS_NOEXEC
    Synchronous = 1 << 4, // MS_SYNCHRONOUS
    Remount = 1 << 5, // MS_REMOUNT
    NoLinkFollow = 1 << 8, // MS_NOSYMFOLLOW
    NoAccessTime = 1 << 10, // MS_NOATIME
    NoDirectoryAccessTime = 1 << 11, // MS_NODIRATIME
    Bind = 1 << 12, // MS_BIND
    Move = 1 << 13, // MS_MOVE
    Recursive = 1 << 14, // MS_REC
    Unbindable = 1 << 17, // MS_UNBINDABLE
    Private = 1 << 18, // MS_PRIVATE
    Slave = 1 << 19, // MS_SLAVE
    Shared = 1 << 20, // MS_SHARED
    RelativeAccessTime = 1 << 21, // MS_RELATIME
    StrictAccessTime = 1 << 24, // MS_STRICTATIME
}
