using System.Net.Sockets;
using System.Text;

namespace CriSharp.Linux.Network;

/// <summary>An interface of the calling thread's network namespace, by netdevice(7).</summary>
public static class NetworkLink
{
    private const nuint GetFlags = 0x8913; // SIOCGIFFLAGS
    private const nuint SetFlags = 0x8914; // SIOCSIFFLAGS
    private const short Up = 1; // IFF_UP
    private const int LongestName = 15;

    /// <summary>Brings the interface up. The loopback interface gets 127.0.0.1 and ::1 by that.</summary>
    public static void SetUp(string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var request = new InterfaceFlagsRequest();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(name), LongestName, nameof(name));
        Encoding.UTF8.GetBytes(name, request.Name);
        Request(socket, GetFlags, name, ref request);
        request.Flags |= Up;
        Request(socket, SetFlags, name, ref request);
    }

    private static void Request(Socket socket, nuint code, string name, ref InterfaceFlagsRequest request)
    {
        if (LibC.InterfaceRequest(socket.SafeHandle, code, ref request) != 0)
        {
            throw LinuxException.FromLastError("ioctl", $"interface {name}");
        }
    }
}
