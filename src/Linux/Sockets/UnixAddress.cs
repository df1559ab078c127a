using System.Text;

namespace CriSharp.Linux.Sockets;

/// <summary><c>struct sockaddr_un</c>: family and path.</summary>
internal static class UnixAddress
{
    internal const int Family = 1; // AF_UNIX
    private const int MaxPathBytes = 107; // sun_path without its NUL

    /// <exception cref="LinuxException">The path is longer than an address holds.</exception>
    internal static byte[] Of(string path)
    {
        var bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes > MaxPathBytes)
        {
            throw new LinuxException("socket", path, Errno.NameTooLong);
        }

        var address = new byte[sizeof(ushort) + bytes + 1];
        address[0] = Family;
        Encoding.UTF8.GetBytes(path, address.AsSpan(sizeof(ushort)));
        return address;
    }
}
