using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Cgroups;

/// <summary>
/// A file of cgroupfs, held open for reading. Once its group is removed every read is refused with ENODEV, also through a
/// descriptor held since before (measured on Linux 6.18, both versions); here that reads as null.
/// </summary>
public sealed class ControlFile : IDisposable
{
    private const int ChunkBytes = 4096;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private ControlFile(string path, SafeFileHandle handle) => (_path, _handle) = (path, handle);

    /// <summary>Opens for reading. Null: there is no such file.</summary>
    public static ControlFile? TryOpen(string path)
    {
        var handle = LibC.OpenControlFile(path, LibC.ReadOnlyCloseOnExec);
        if (!handle.IsInvalid)
        {
            return new ControlFile(path, handle);
        }

        ThrowUnlessGone("open", path);
        return null;
    }

    /// <summary>The whole content, or null if there is no such file.</summary>
    public static byte[]? TryRead(string path)
    {
        using var file = TryOpen(path);
        return file?.TryRead();
    }

    /// <summary>Writes <paramref name="text"/> with one call, since one write is one command. False: there is no such file.</summary>
    public static unsafe bool TryWrite(string path, string text)
    {
        using var handle = LibC.OpenControlFile(path, LibC.WriteOnlyCloseOnExec);
        if (handle.IsInvalid)
        {
            ThrowUnlessGone("open", path);
            return false;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            if (LibC.WriteControlFile(handle, start, bytes.Length) >= 0)
            {
                return true;
            }
        }

        ThrowUnlessGone($"write {text} to", path);
        return false;
    }

    /// <summary>The whole content as it is now, or null if the group has been removed.</summary>
    public unsafe byte[]? TryRead()
    {
        var content = new ArrayBufferWriter<byte>(ChunkBytes);
        while (true)
        {
            nint count;
            fixed (byte* start = content.GetSpan(ChunkBytes))
            {
                count = LibC.ReadControlFile(_handle, start, ChunkBytes, content.WrittenCount);
            }

            switch (count)
            {
                case < 0:
                    ThrowUnlessGone("read", _path);
                    return null;
                case 0:
                    return content.WrittenSpan.ToArray();
                default:
                    content.Advance((int)count);
                    break;
            }
        }
    }

    /// <summary>
    /// Waits, at most <paramref name="timeout"/>, until the kernel announces a change since the last read. It announces only files
    /// made for that: <c>cgroup.events</c>, <c>memory.events</c> and their like. The removal of the group is announced too.
    /// </summary>
    public unsafe void WaitForChange(TimeSpan timeout)
    {
        var referenced = false;
        _handle.DangerousAddRef(ref referenced);
        try
        {
            var entry = new PollEntry { Descriptor = (int)_handle.DangerousGetHandle(), Events = PollEntry.Exceptional };
            if (LibC.PollControlFiles(&entry, 1, (int)timeout.TotalMilliseconds) < 0
                && Marshal.GetLastPInvokeError() != (int)Errno.Interrupted)
            {
                throw LinuxException.FromLastError("poll", _path);
            }
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void ThrowUnlessGone(string operation, string path)
    {
        if ((Errno)Marshal.GetLastPInvokeError() is not (Errno.NoEntry or Errno.NoSuchDevice))
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }
}
