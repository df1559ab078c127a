using System.Text;
using CriSharp.Linux.Threads;

namespace CriSharp.Linux.Namespaces;

/// <summary>
/// The namespaces of the calling thread: unshare(2), setns(2), sethostname(2). Only for a thread of <see cref="DedicatedThread"/>:
/// the thread keeps what it entered until it ends.
/// </summary>
public static class ThreadNamespaces
{
    /// <summary>Where the kernel shows the calling thread's namespaces: <c>net</c>, <c>ipc</c>, <c>uts</c>, …</summary>
    public const string Directory = "/proc/thread-self/ns";

    /// <summary>
    /// Moves the thread into new namespaces. Mount, user and PID namespaces cannot be made this way by a threaded process.
    /// </summary>
    public static void Unshare(NamespaceKinds kinds)
    {
        if (LibC.Unshare((int)kinds) != 0)
        {
            throw LinuxException.FromLastError("unshare", kinds.ToString().ToLowerInvariant());
        }
    }

    /// <summary>Moves the thread into the namespace pinned at <paramref name="path"/>, which must be of that kind.</summary>
    public static void Enter(string path, NamespaceKinds kind)
    {
        using var handle = NamespacePin.Open(path);
        if (LibC.SetNamespace(handle, (int)kind) != 0)
        {
            throw LinuxException.FromLastError("setns", path);
        }
    }

    /// <summary>Sets the host name in the thread's UTS namespace; at most 64 bytes.</summary>
    public static void SetHostname(string hostname)
    {
        var name = Encoding.UTF8.GetBytes(hostname);
        if (LibC.SetHostname(name, (nuint)name.Length) != 0)
        {
            throw LinuxException.FromLastError("sethostname", hostname);
        }
    }
}
