using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Descriptors;

/// <summary>Opens files with flags that <c>File.OpenHandle</c> does not offer.</summary>
public static class OpenFile
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int Arm64Directory = 0x4000; // O_DIRECTORY on arm64
    private const int Arm64NoFollow = 0x8000; // O_NOFOLLOW on arm64

    /// <summary>open(2), close-on-exec.</summary>
    /// <param name="path">The file; relative to the working directory if not absolute.</param>
    /// <param name="flags">Access and behaviour.</param>
    /// <param name="mode">Permission bits of a file that is created, before the umask.</param>
    /// <exception cref="LinuxException">The kernel's answer.</exception>
    public static SafeFileHandle Open(string path, OpenOptions flags, UnixFileMode mode)
    {
        while (true)
        {
            var descriptor = LibC.Open(path, ForThisArchitecture(flags) | CloseOnExec, (uint)mode);
            if (descriptor >= 0 || Marshal.GetLastPInvokeError() != (int)Errno.Interrupted)
            {
                return Descriptor.Own(descriptor, "open", path);
            }
        }
    }

    private static int ForThisArchitecture(OpenOptions flags)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.Arm64)
        {
            return (int)flags;
        }

        var common = (int)(flags & ~(OpenOptions.Directory | OpenOptions.NoFollow));
        return common
            | (flags.HasFlag(OpenOptions.Directory) ? Arm64Directory : 0)
            | (flags.HasFlag(OpenOptions.NoFollow) ? Arm64NoFollow : 0);
    }
}
