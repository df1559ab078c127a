namespace CriSharp.Linux.Files;

/// <summary>The type bits of a file's mode (inode(7)).</summary>
public enum FileKind
{
    None = 0,
    Fifo = 0x1000, // S_IFIFO
    CharacterDevice = 0x2000, // S_IFCHR
    Directory = 0x4000, // S_IFDIR
    BlockDevice = 0x6000, // S_IFBLK
    Regular = 0x8000, // S_IFREG
    SymbolicLink = 0xA000, // S_IFLNK
    Socket = 0xC000, // S_IFSOCK
}
