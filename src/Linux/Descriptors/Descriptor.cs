using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Descriptors;

/// <summary>Checked verbs on any open descriptor. All descriptors made here are close-on-exec.</summary>
public static class Descriptor
{
    private const int GetFlags = 3; // F_GETFL
    private const int SetFlags = 4; // F_SETFL
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int NonBlocking = 0x800; // O_NONBLOCK
    private const int FirstAfterStandard = 3;

    /// <summary>Opens /dev/null for reading and writing.</summary>
    public static SafeFileHandle OpenNull() => OpenFile.Open("/dev/null", OpenOptions.ReadWrite, 0);

    /// <summary>Another descriptor of the same open file.</summary>
    /// <exception cref="LinuxException">The limit of open files is reached.</exception>
    public static SafeFileHandle Duplicate(SafeFileHandle descriptor) =>
        Own(LibC.FileControl(descriptor, DuplicateCloseOnExec, FirstAfterStandard), "fcntl", "F_DUPFD_CLOEXEC");

    /// <summary>
    /// Makes reads and writes answer at once (O_NONBLOCK). It holds for the open file, so for all its duplicates.
    /// </summary>
    public static void SetNonBlocking(SafeFileHandle descriptor)
    {
        var flags = LibC.FileControl(descriptor, GetFlags, 0);
        if (flags < 0 || LibC.FileControl(descriptor, SetFlags, flags | NonBlocking) < 0)
        {
            throw LinuxException.FromLastError("fcntl", "O_NONBLOCK");
        }
    }

    /// <summary>
    /// Reads what is there: the number of bytes, 0 at the end, or null if a non-blocking descriptor has nothing now.
    /// A terminal whose other side is closed answers EIO: that is its end (pty(7)).
    /// </summary>
    public static unsafe int? TryRead(SafeFileHandle descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = LibC.Read(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch ((Errno)Marshal.GetLastPInvokeError())
                {
                    case Errno.Interrupted:
                        continue;
                    case Errno.TryAgain:
                        return null;
                    case Errno.InputOutput:
                        return 0;
                    default:
                        throw LinuxException.FromLastError("read", "descriptor");
                }
            }
        }
    }

    /// <summary>
    /// Writes what fits: the number of bytes, or null if a non-blocking descriptor takes nothing now.
    /// </summary>
    /// <exception cref="LinuxException">
    /// The kernel's answer, for example <see cref="Errno.NoSpace"/> or <see cref="Errno.BrokenPipe"/>.
    /// </exception>
    public static unsafe int? TryWrite(SafeFileHandle descriptor, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            while (true)
            {
                var count = LibC.Write(descriptor, start, (nuint)data.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch ((Errno)Marshal.GetLastPInvokeError())
                {
                    case Errno.Interrupted:
                        continue;
                    case Errno.TryAgain:
                        return null;
                    default:
                        throw LinuxException.FromLastError("write", "descriptor");
                }
            }
        }
    }

    /// <summary>
    /// Takes ownership of a raw descriptor that a call returned, or throws what the call failed with.
    /// </summary>
    internal static SafeFileHandle Own(int descriptor, string operation, string subject) => descriptor < 0
        ? throw LinuxException.FromLastError(operation, subject)
        : new SafeFileHandle(descriptor, ownsHandle: true);
}
