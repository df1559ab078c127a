using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
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
        try
        {
            return new ControlFile(path, OpenFile.Open(path, OpenOptions.ReadOnly, UnixFileMode.None));
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            return null;
        }
    }

    /// <summary>The whole content, or null if there is no such file.</summary>
    public static byte[]? TryRead(string path)
    {
        using var file = TryOpen(path);
        return file?.TryRead();
    }

    /// <summary>Writes <paramref name="text"/> with one call, since one write is one command. False: there is no such file.</summary>
    public static bool TryWrite(string path, string text)
    {
        try
        {
            using var handle = OpenFile.Open(path, OpenOptions.WriteOnly, UnixFileMode.None);
            Write(handle, path, text);
            return true;
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            return false;
        }
    }

    /// <summary>The whole content as it is now, or null if the group has been removed.</summary>
    public byte[]? TryRead()
    {
        var content = new ArrayBufferWriter<byte>(ChunkBytes);
        while (true)
        {
            switch (ReadAt(content.GetSpan(ChunkBytes), content.WrittenCount))
            {
                case null:
                    return null;
                case 0:
                    return content.WrittenSpan.ToArray();
                case { } count:
                    content.Advance(count);
                    break;
            }
        }
    }

    /// <summary>
    /// Calls <paramref name="onChange"/> on the loop's thread whenever the kernel announces a change. It announces only the files made
    /// for that (<c>cgroup.events</c>, <c>memory.events</c> and their like), again only after a read, and at most every 10 ms.
    /// </summary>
    public EventWatch Watch(EventLoop loop, Action onChange) =>
        loop.Watch(_handle, IoEvents.Exceptional | IoEvents.EdgeTriggered, _ => onChange());

    /// <summary>Waits, at most <paramref name="timeout"/>, until the kernel announces a change since the last read.</summary>
    public unsafe void WaitForChange(TimeSpan timeout)
    {
        var entry = new PollEntry { Descriptor = (int)_handle.DangerousGetHandle(), Events = PollEntry.Exceptional };
        if (LibC.PollControlFile(&entry, 1, (int)timeout.TotalMilliseconds) < 0
            && Marshal.GetLastPInvokeError() != (int)Errno.Interrupted)
        {
            throw LinuxException.FromLastError("poll", _path);
        }
    }

    public void Dispose() => _handle.Dispose();

    private static bool IsGone(Errno errno) => errno is Errno.NoEntry or Errno.NoSuchDevice;

    private static unsafe void Write(SafeFileHandle handle, string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            if (LibC.Write(handle, start, (nuint)bytes.Length) < 0)
            {
                throw LinuxException.FromLastError("write", $"{text} to {path}");
            }
        }
    }

    private unsafe int? ReadAt(Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            var count = (int)LibC.ReadControlFile(_handle, start, (nuint)buffer.Length, offset);
            if (count >= 0)
            {
                return count;
            }
        }

        return IsGone((Errno)Marshal.GetLastPInvokeError()) ? null : throw LinuxException.FromLastError("read", _path);
    }
}
