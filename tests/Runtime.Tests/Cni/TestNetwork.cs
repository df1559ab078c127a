using System.Net;
using System.Net.Sockets;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Network;
using CriSharp.Linux.Processes;
using CriSharp.Linux.Threads;
using CriSharp.Runtime.Cni;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>
/// A network namespace that plays the node, so that bridges, rules and forwarding of a test never touch the machine's own; and pods' namespaces.
/// As a plugin runner it starts the real plugins inside that node.
/// </summary>
internal sealed class TestNetwork : ICniPluginRunner, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-network-node-").FullName;

    public string Node => Path.Combine(_directory, "node");

    public static async Task<TestNetwork> CreateAsync()
    {
        var network = new TestNetwork();
        await network.AddAsync("node");
        return network;
    }

    public static Task<string[]> InterfacesAsync(string path) =>
        NetworkNamespace.RunAsync(path, () => File.ReadLines("/proc/thread-self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim()).ToArray());

    /// <summary>Sends a byte from one namespace to a listener in another and tells whether it came.</summary>
    public static async Task<bool> ConnectsAsync(string from, IPEndPoint to, string listenerIn, IPEndPoint listenAt, CancellationToken cancellationToken)
    {
        using var listener = await NetworkNamespace.RunAsync(listenerIn, () =>
        {
            var socket = new Socket(listenAt.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(listenAt);
            socket.Listen();
            return socket;
        });
        using var client = await NetworkNamespace.RunAsync(from, () => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        var accepted = listener.AcceptAsync(limit.Token).AsTask();
        await client.ConnectAsync(to, limit.Token);
        using var served = await accepted;
        await client.SendAsync(new byte[] { 42 }, limit.Token);
        var buffer = new byte[1];
        return await served.ReceiveAsync(buffer, limit.Token) == 1 && buffer[0] == 42;
    }

    public async Task<string> AddAsync(string name)
    {
        var path = Path.Combine(_directory, name);
        await DedicatedThread.RunAsync("test", () =>
        {
            ThreadNamespaces.Unshare(NamespaceKinds.Network);
            NetworkLink.SetUp("lo");
            NamespacePin.Create(ThreadNamespaces.Directory + "/net", path);
        });
        return path;
    }

    public static void Remove(string path) => NamespacePin.Remove(path);

    // A process is born in the namespaces of the thread that starts it.
    public async Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken) =>
        await await NetworkNamespace.RunAsync(Node, () => ProgramRunner.RunAsync(start, cancellationToken));

    public void Dispose()
    {
        foreach (var pin in Directory.EnumerateFiles(_directory))
        {
            NamespacePin.Remove(pin);
        }

        Directory.Delete(_directory);
    }
}
