using System.Runtime.InteropServices;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Sockets;

/// <summary>
/// A connected Unix stream socket that carries bytes and, beside them, descriptors (unix(7), SCM_RIGHTS). One reader
/// and one writer at a time.
/// </summary>
public sealed class UnixConnection : IDisposable
{
    private const int StreamCloseOnExec = 1 | 0x80000; // SOCK_STREAM | SOCK_CLOEXEC
    private const int ReceiveCloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int NoBrokenPipeSignal = 0x4000; // MSG_NOSIGNAL
    private const int ControlTruncated = 0x8; // MSG_CTRUNC
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED

    private readonly AsyncDescriptor _socket;

    internal UnixConnection(SafeFileHandle socket, EventLoop loop) => _socket = new AsyncDescriptor(socket, loop);

    /// <summary>
    /// Connects to the socket at <paramref name="path"/>. It does not wait: a full backlog is
    /// <see cref="Errno.TryAgain"/>.
    /// </summary>
    /// <exception cref="LinuxException">
    /// <see cref="Errno.NoEntry"/> or <see cref="Errno.ConnectionRefused"/> if nobody listens.
    /// </exception>
    public static unsafe UnixConnection Connect(string path, EventLoop loop)
    {
        var handle = Descriptor.Own(LibC.Socket(UnixAddress.Family, StreamCloseOnExec, 0), "socket", path);
        try
        {
            Descriptor.SetNonBlocking(handle);
            var name = UnixAddress.Of(path);
            fixed (byte* address = name)
            {
                if (LibC.Connect(handle, address, (uint)name.Length) < 0)
                {
                    throw LinuxException.FromLastError("connect", path);
                }
            }

            return new UnixConnection(handle, loop);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The user of the process at the other side, as the kernel noted it at connect.</summary>
    public unsafe uint PeerUserId()
    {
        var credentials = stackalloc uint[3]; // struct ucred: pid, uid, gid
        uint length = 3 * sizeof(uint);
        return LibC.GetSocketOption(_socket.Handle, SocketLevel, PeerCredentials, credentials, &length) == 0
            ? credentials[1]
            : throw LinuxException.FromLastError("getsockopt", "SO_PEERCRED");
    }

    /// <summary>
    /// Receives at least one byte, 0 at the end, and adds descriptors that came beside them to
    /// <paramref name="descriptors"/>; they arrive with the first byte of what they were sent with.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// More descriptors than a message may bring; the surplus is closed.
    /// </exception>
    public async ValueTask<int> ReceiveAsync(
        Memory<byte> buffer, List<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryReceive(buffer.Span, descriptors) is { } count)
            {
                return count;
            }

            await _socket.WhenReadableAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Sends all of <paramref name="data"/>, which is not empty, and duplicates of <paramref name="descriptors"/>
    /// with its first byte.
    /// </summary>
    public async ValueTask SendAsync(
        ReadOnlyMemory<byte> data, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            if (TrySend(data.Span, descriptors) is { } count)
            {
                data = data[count..];
                descriptors = [];
            }
            else
            {
                await _socket.WhenWritableAsync(cancellationToken);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private unsafe int? TryReceive(Span<byte> buffer, List<SafeFileHandle> descriptors)
    {
        var control = stackalloc byte[ControlMessage.BufferBytes];
        fixed (byte* start = buffer)
        {
            var vector = new IoVector { Base = start, Length = (nuint)buffer.Length };
            var message = new MessageHeader
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlMessage.BufferBytes,
            };
            nint count;
            do
            {
                count = LibC.ReceiveMessage(_socket.Handle, &message, ReceiveCloseOnExec);
            }
            while (count < 0 && IsInterrupted());

            if (count < 0)
            {
                return NotNow("recvmsg");
            }

            ControlMessage.Read(control, message.ControlLength, descriptors);
            return (message.Flags & ControlTruncated) == 0
                ? (int)count
                : throw new InvalidDataException("recvmsg: more descriptors than a message may bring");
        }
    }

    private unsafe int? TrySend(ReadOnlySpan<byte> data, IReadOnlyList<SafeFileHandle> descriptors)
    {
        var control = stackalloc byte[ControlMessage.BufferBytes];
        new Span<byte>(control, ControlMessage.BufferBytes).Clear();
        fixed (byte* start = data)
        {
            var vector = new IoVector { Base = start, Length = (nuint)data.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (descriptors.Count > 0)
            {
                message.Control = control;
                message.ControlLength = ControlMessage.Write(control, descriptors);
            }

            nint count;
            do
            {
                count = LibC.SendMessage(_socket.Handle, &message, NoBrokenPipeSignal);
            }
            while (count < 0 && IsInterrupted());

            return count < 0 ? NotNow("sendmsg") : (int)count;
        }
    }

    private static bool IsInterrupted() => Marshal.GetLastPInvokeError() == (int)Errno.Interrupted;

    private static int? NotNow(string operation) => Marshal.GetLastPInvokeError() == (int)Errno.TryAgain
        ? null
        : throw LinuxException.FromLastError(operation, "unix socket");
}
