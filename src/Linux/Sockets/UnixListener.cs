using System.Runtime.InteropServices;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;

namespace CriSharp.Linux.Sockets;

/// <summary>A listening Unix stream socket that only its owner may connect to. Disposing removes its file.</summary>
public sealed class UnixListener : IDisposable
{
    private const int StreamCloseOnExec = 1 | 0x80000; // SOCK_STREAM | SOCK_CLOEXEC
    private const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int Backlog = 128;

    private readonly string _path;
    private readonly EventLoop _loop;
    private readonly AsyncDescriptor _socket;

    private UnixListener(string path, EventLoop loop, AsyncDescriptor socket)
    {
        _path = path;
        _loop = loop;
        _socket = socket;
    }

    /// <summary>Binds and listens; the file has mode 0600 before anyone can connect.</summary>
    /// <exception cref="LinuxException"><c>EADDRINUSE</c> if the file exists, whoever it belongs to.</exception>
    public static unsafe UnixListener Listen(string path, EventLoop loop)
    {
        var handle = Descriptor.Own(LibC.Socket(UnixAddress.Family, StreamCloseOnExec, 0), "socket", path);
        try
        {
            var name = UnixAddress.Of(path);
            fixed (byte* address = name)
            {
                Check(LibC.Bind(handle, address, (uint)name.Length), "bind", path);
            }

            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Check(LibC.Listen(handle, Backlog), "listen", path);
            return new UnixListener(path, loop, new AsyncDescriptor(handle, loop));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The next connection. One caller at a time.</summary>
    public async Task<UnixConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var descriptor = LibC.Accept(_socket.Handle, 0, 0, CloseOnExec);
            if (descriptor >= 0)
            {
                return new UnixConnection(Descriptor.Own(descriptor, "accept4", _path), _loop);
            }

            switch ((Errno)Marshal.GetLastPInvokeError())
            {
                case Errno.TryAgain:
                    await _socket.WhenReadableAsync(cancellationToken);
                    break;
                case Errno.Interrupted or Errno.ConnectionAborted:
                    break;
                default:
                    throw LinuxException.FromLastError("accept4", _path);
            }
        }
    }

    public void Dispose()
    {
        File.Delete(_path);
        _socket.Dispose();
    }

    private static void Check(int result, string operation, string path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }
}
