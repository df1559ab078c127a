namespace CriSharp.Linux.Descriptors;

/// <summary>
/// How a file is opened (open(2)). O_CLOEXEC is always added. Values of x86-64; <see cref="OpenFile"/> maps the two
/// that differ on arm64.
/// </summary>
[Flags]
public enum OpenOptions
{
    ReadOnly = 0, // O_RDONLY
    WriteOnly = 1, // O_WRONLY
    ReadWrite = 2, // O_RDWR
    Create = 0x40, // O_CREAT
    Exclusive = 0x80, // O_EXCL
    NoControllingTerminal = 0x100, // O_NOCTTY
    Truncate = 0x200, // O_TRUNC
    Append = 0x400, // O_APPEND
    NonBlocking = 0x800, // O_NONBLOCK
    Directory = 0x10000, // O_DIRECTORY
    NoFollow = 0x20000, // O_NOFOLLOW
}
