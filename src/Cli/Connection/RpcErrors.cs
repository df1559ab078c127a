using System.Net.Sockets;
using Grpc.Core;

namespace CriSharp.Cli.Connection;

/// <summary>Words for calls that failed: the daemon's own message, which already says operation, subject and cause.</summary>
internal static class RpcErrors
{
    private const string HowToStart =
        "start it with 'systemctl start crisharp' (from a source tree: 'sudo make start', the first time 'sudo make run'), or name its socket with --socket or CRISHARP_SOCKET";

    // Prefixes that only the kubelet looks for (behaviour.md 1.7).
    private static readonly string[] Prefixes =
        ["RegistryUnavailable: ", "SignatureValidationFailed: ", "RROUnsupported: ", "ImageVolumeMountFailed: "];

    /// <summary>The message for standard error, without the program's name.</summary>
    public static string Describe(RpcException exception, string socket)
    {
        if (exception.StatusCode == StatusCode.Unavailable && WhyUnreachable(socket) is { } hint)
        {
            return hint;
        }

        var detail = exception.Status.Detail;
        if (detail.Length == 0)
        {
            return $"the daemon answered {exception.StatusCode}";
        }

        var prefix = Array.Find(Prefixes, prefix => detail.StartsWith(prefix, StringComparison.Ordinal));
        return detail[(prefix?.Length ?? 0)..];
    }

    /// <summary>Why nobody can be reached at the socket; <c>null</c> if somebody can.</summary>
    private static string? WhyUnreachable(string socket)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(socket));
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"connect {socket}: permission denied; only root may, so try it with sudo",
                SocketError.ConnectionRefused => $"connect {socket}: nobody listens there any more; {HowToStart}",
                _ => $"connect {socket}: no daemon there; {HowToStart}",
            };
        }
        catch (ArgumentException)
        {
            return $"connect {socket}: not a path that a socket can have (at most 107 bytes)";
        }
    }
}
