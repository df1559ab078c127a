using System.Runtime.InteropServices;

namespace CriSharp.Linux.Files;

/// <summary>The flags of open(2); descriptors are always close-on-exec.</summary>
[Flags]
public enum OpenModes
{
    ReadOnly = 0, // O_RDONLY
    WriteOnly = 1, // O_WRONLY
    ReadWrite = 2, // O_RDWR
    Create = 0x40, // O_CREAT
    Exclusive = 0x80, // O_EXCL
    NoTerminal = 0x100, // O_NOCTTY
    NonBlocking = 0x800, // O_NONBLOCK
    PathOnly = 0x20_0000, // O_PATH

    /// <summary>O_DIRECTORY; its number depends on the architecture.</summary>
    Directory = 1 << 29,

    /// <summary>O_NOFOLLOW; its number depends on the architecture.</summary>
    NoFollow = 1 << 30,
}

/// <summary>The numbers of <see cref="OpenModes"/> on this machine.</summary>
internal static class OpenFlags
{
    private const int CloseOnExec = 0x8_0000; // O_CLOEXEC
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    internal static int Of(OpenModes modes)
    {
        var flags = (int)(modes & ~(OpenModes.Directory | OpenModes.NoFollow)) | CloseOnExec;
        flags |= modes.HasFlag(OpenModes.Directory) ? (Arm ? 0x4000 : 0x1_0000) : 0;
        return flags | (modes.HasFlag(OpenModes.NoFollow) ? (Arm ? 0x8000 : 0x2_0000) : 0);
    }
}
