using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>open(2), openat(2) and openat2(2), checked. The <c>Try</c> forms return the errno where a refusal is an everyday answer.</summary>
[SkipLocalsInit]
public static class Open
{
    /// <summary>An existing directory, by its whole path, as base for the calls that take one.</summary>
    public static SafeFileHandle Directory(string path)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        var handle = LibC.OpenFile(in PathBytes.Terminate(Encoding.UTF8.GetBytes(path), buffer), OpenFlags.Of(OpenModes.Directory), 0);
        return Checked(handle, "open", path);
    }

    /// <summary>
    /// Whatever is at a whole path, links followed, as a mere reference (O_PATH): nothing is read, and a device or a pipe does not notice.
    /// </summary>
    public static Errno TryReference(string path, out SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        handle = LibC.OpenFile(in PathBytes.Terminate(Encoding.UTF8.GetBytes(path), buffer), OpenFlags.Of(OpenModes.PathOnly), 0);
        return handle.IsInvalid ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
    }

    /// <summary>The entry <paramref name="name"/> of a directory; <paramref name="mode"/> is for one that is made, less the umask.</summary>
    public static SafeFileHandle At(SafeFileHandle directory, ReadOnlySpan<byte> name, OpenModes modes, uint mode = 0)
    {
        var errno = TryAt(directory, name, modes, mode, out var handle);
        return errno == Errno.None ? handle : throw new LinuxException("openat", PathBytes.Text(name), errno);
    }

    /// <inheritdoc cref="At"/>
    public static Errno TryAt(SafeFileHandle directory, ReadOnlySpan<byte> name, OpenModes modes, uint mode, out SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        handle = LibC.OpenAt(directory, in PathBytes.Terminate(name, buffer), OpenFlags.Of(modes), mode);
        return handle.IsInvalid ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
    }

    /// <summary>A path below <paramref name="root"/>, walked under the rules of <paramref name="resolve"/>.</summary>
    public static SafeFileHandle Within(SafeFileHandle root, ReadOnlySpan<byte> path, OpenModes modes, ResolveModes resolve)
    {
        var errno = TryWithin(root, path, modes, resolve, out var handle);
        return errno == Errno.None ? handle : throw new LinuxException("openat2", PathBytes.Text(path), errno);
    }

    /// <inheritdoc cref="Within"/>
    public static Errno TryWithin(
        SafeFileHandle root, ReadOnlySpan<byte> path, OpenModes modes, ResolveModes resolve, out SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[PathBytes.Longest];
        ref readonly var first = ref PathBytes.Terminate(path, buffer);
        var how = new OpenHow { Flags = (ulong)OpenFlags.Of(modes), Resolve = (ulong)resolve };
        nint descriptor;
        Errno errno;
        do
        {
            // EAGAIN: a rename elsewhere in the system raced with a ".." in the path; the man page says to try again.
            descriptor = LibC.OpenAt2(LibC.OpenAt2Number, root, in first, in how, OpenHow.Size);
            errno = descriptor < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        }
        while (errno is Errno.TryAgain or Errno.Interrupted);

        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return errno;
    }

    private static SafeFileHandle Checked(SafeFileHandle handle, string operation, string subject) =>
        handle.IsInvalid ? throw LinuxException.FromLastError(operation, subject) : handle;
}
