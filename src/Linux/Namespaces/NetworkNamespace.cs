using CriSharp.Linux.Threads;

namespace CriSharp.Linux.Namespaces;

/// <summary>
/// Work inside a pinned network namespace: what it opens (sockets, <c>/proc/sys/net</c>, <c>/proc/thread-self/net</c>) is the pod's.
/// </summary>
public static class NetworkNamespace
{
    /// <summary>
    /// Runs <paramref name="work"/> inside the namespace pinned at <paramref name="path"/>, on a thread of its own. A socket that it
    /// returns
    /// stays in that namespace and may be used from anywhere.
    /// </summary>
    public static Task<T> RunAsync<T>(string path, Func<T> work) => DedicatedThread.RunAsync("network-namespace", () =>
    {
        ThreadNamespaces.Enter(path, NamespaceKinds.Network);
        return work();
    });

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(string path, Action work) => RunAsync(path, () =>
    {
        work();
        return true;
    });
}
