using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Descriptors;

/// <summary>The two ends of a pipe, both close-on-exec and blocking.</summary>
public sealed class Pipe : IDisposable
{
    /// <summary>How much a pipe holds unless told otherwise (pipe(7)).</summary>
    public const int DefaultCapacityBytes = 64 * 1024;

    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int SetSize = 1031; // F_SETPIPE_SZ

    private Pipe(SafeFileHandle reader, SafeFileHandle writer)
    {
        Reader = reader;
        Writer = writer;
    }

    public SafeFileHandle Reader { get; }

    public SafeFileHandle Writer { get; }

    /// <exception cref="LinuxException">The limit of open files is reached.</exception>
    public static unsafe Pipe Open()
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, CloseOnExec) < 0)
        {
            throw LinuxException.FromLastError("pipe2", "pipe");
        }

        return new Pipe(new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>
    /// Asks for room for <paramref name="bytes"/>; the kernel may grant less (pipe-max-size, pages per user), which
    /// only costs speed. Returns what was granted.
    /// </summary>
    public int Grow(int bytes)
    {
        var granted = LibC.FileControl(Writer, SetSize, bytes);
        return granted < 0 ? DefaultCapacityBytes : granted;
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
