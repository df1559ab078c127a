using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Sockets;

/// <summary>
/// Messages on a Unix socket: a length of four bytes, little endian, then as many bytes. Descriptors travel with the
/// first byte of their message. Many may send at the same time, one receives.
/// </summary>
public sealed class FrameChannel(UnixConnection connection, int maxFrameBytes) : IDisposable
{
    private const int HeaderBytes = 4;

    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _header = new byte[HeaderBytes];

    /// <inheritdoc cref="UnixConnection.PeerUserId"/>
    public uint PeerUserId() => connection.PeerUserId();

    /// <summary>The next message, or null at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">
    /// A message that is too long, torn, or brings too many descriptors: the connection is of no more use.
    /// </exception>
    public async Task<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        List<SafeFileHandle> descriptors = [];
        try
        {
            if (!await FillAsync(_header, descriptors, cancellationToken))
            {
                return null;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(_header);
            if (length > maxFrameBytes)
            {
                throw new InvalidDataException($"receive message: {length} bytes, the limit is {maxFrameBytes}");
            }

            var payload = new byte[length];
            if (length > 0 && !await FillAsync(payload, descriptors, cancellationToken))
            {
                throw new InvalidDataException("receive message: the connection ended inside it");
            }

            return new Frame(payload, descriptors);
        }
        catch
        {
            descriptors.ForEach(descriptor => descriptor.Dispose());
            throw;
        }
    }

    /// <summary>Sends one message. If it is cancelled or fails half way, the connection is of no more use.</summary>
    /// <exception cref="ArgumentException">The message is over the limit; nothing was sent.</exception>
    public async Task SendAsync(
        ReadOnlyMemory<byte> payload, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        if (payload.Length > maxFrameBytes)
        {
            throw new ArgumentException($"send message: {payload.Length} bytes, the limit is {maxFrameBytes}", nameof(payload));
        }

        var frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        payload.CopyTo(frame.AsMemory(HeaderBytes));
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await connection.SendAsync(frame, descriptors, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        connection.Dispose();
        _sending.Dispose();
    }

    /// <summary>False if the connection ended before the first byte.</summary>
    private async ValueTask<bool> FillAsync(Memory<byte> buffer, List<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var count = await connection.ReceiveAsync(buffer[filled..], descriptors, cancellationToken);
            if (count == 0)
            {
                return filled == 0 ? false : throw new InvalidDataException("receive message: the connection ended inside it");
            }

            if (descriptors.Count > ControlMessage.MaxDescriptors)
            {
                throw new InvalidDataException("receive message: more descriptors than a message may bring");
            }

            filled += count;
        }

        return true;
    }
}
