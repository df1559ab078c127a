using System.Runtime.InteropServices;
using System.Text;

namespace CriSharp.Linux.Files;

/// <summary>File names are bytes to the kernel; this gives them the NUL at the end that it wants.</summary>
internal static class PathBytes
{
    /// <summary>PATH_MAX, with the NUL.</summary>
    internal const int Longest = 4096;

    /// <summary>Copies the path with a NUL into the buffer (<see cref="Longest"/> bytes) and returns its first byte, for a call.</summary>
    /// <exception cref="LinuxException">Too long, or with a NUL inside, which would end it early.</exception>
    internal static ref readonly byte Terminate(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        if (path.Length >= buffer.Length)
        {
            throw new LinuxException("path", Text(path[..64]) + "…", Errno.NameTooLong);
        }

        if (path.Contains((byte)0))
        {
            throw new LinuxException("path", Text(path), Errno.InvalidArgument);
        }

        path.CopyTo(buffer);
        buffer[path.Length] = 0;
        return ref MemoryMarshal.GetReference(buffer);
    }

    /// <summary>The path for a message.</summary>
    internal static string Text(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path);
}
