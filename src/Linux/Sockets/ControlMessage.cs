using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Sockets;

/// <summary>
/// Descriptors beside the data of a Unix socket: <c>struct cmsghdr</c> of type SCM_RIGHTS (unix(7), cmsg(3)), 64-bit
/// layout.
/// </summary>
internal static unsafe class ControlMessage
{
    /// <summary>As many descriptors as one message may bring: stdin, stdout, stderr.</summary>
    internal const int MaxDescriptors = 3;

    internal const int BufferBytes = HeaderBytes + 16; // room for three descriptors, and a multiple of eight

    private const int HeaderBytes = 16;
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS

    /// <summary>
    /// Writes one message with all descriptors; returns its length. The caller holds the descriptors open meanwhile.
    /// </summary>
    internal static nuint Write(byte* buffer, IReadOnlyList<SafeFileHandle> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Count, MaxDescriptors);
        var length = HeaderBytes + (descriptors.Count * sizeof(int));
        *(nuint*)buffer = (nuint)length;
        *(int*)(buffer + 8) = SocketLevel;
        *(int*)(buffer + 12) = Rights;
        for (var i = 0; i < descriptors.Count; i++)
        {
            ((int*)(buffer + HeaderBytes))[i] = (int)descriptors[i].DangerousGetHandle();
        }

        return (nuint)((length + 7) & ~7);
    }

    /// <summary>Takes over the descriptors that came in.</summary>
    internal static void Read(byte* buffer, nuint length, List<SafeFileHandle> descriptors)
    {
        if (length < HeaderBytes || *(int*)(buffer + 8) != SocketLevel || *(int*)(buffer + 12) != Rights)
        {
            return;
        }

        var count = ((int)*(nuint*)buffer - HeaderBytes) / sizeof(int);
        for (var i = 0; i < count; i++)
        {
            descriptors.Add(new SafeFileHandle(((int*)(buffer + HeaderBytes))[i], ownsHandle: true));
        }
    }
}
