using System.Net;
using System.Net.Sockets;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Network;
using CriSharp.Linux.Threads;
using Xunit;

namespace CriSharp.Tests.Linux.Namespaces;

[Trait("needs", "root")]
public sealed class NamespaceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-network-ns-").FullName;

    public NamespaceTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");

    private string Pin => Path.Combine(_directory, "net");

    public void Dispose()
    {
        NamespacePin.Remove(Pin);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Pin_OfNewNetwork_OutlivesItsThreadAndCanBeEntered()
    {
        var made = await PinNetworkAsync();

        var entered = await NetworkNamespace.RunAsync(Pin, () => IdOf("net"));

        Assert.Equal(made, entered);
        Assert.NotEqual(IdOf("net"), entered);
        Assert.Equal(NamespaceKinds.Network, NamespacePin.KindOf(Pin));
    }

    [Fact]
    public async Task SetUp_Loopback_CarriesTraffic()
    {
        await PinNetworkAsync();

        var received = await NetworkNamespace.RunAsync(Pin, () =>
        {
            using var before = new Socket(SocketType.Dgram, ProtocolType.Udp);
            Assert.Throws<SocketException>(() => before.Connect(IPAddress.Loopback, 9));
            NetworkLink.SetUp("lo");
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            using var served = listener.Accept();
            client.Send([7]);
            var buffer = new byte[1];
            served.Receive(buffer);
            return buffer[0];
        });

        Assert.Equal(7, received);
    }

    [Fact]
    public async Task SetUp_AbsentInterface_NamesIt()
    {
        var error = await Assert.ThrowsAsync<LinuxException>(() => DedicatedThread.RunAsync("test", () => NetworkLink.SetUp("crtest0")));
        Assert.Equal("ioctl interface crtest0: no such device", error.Message);
    }

    [Fact]
    public async Task Create_OnExistingFile_IsRefusedAndLeavesIt()
    {
        File.WriteAllText(Pin, "mine");

        await Assert.ThrowsAsync<IOException>(PinNetworkAsync);

        Assert.Equal("mine", File.ReadAllText(Pin));
    }

    [Fact]
    public async Task Remove_OfStackedPins_LeavesNothing()
    {
        await PinNetworkAsync();
        MountPoint.Bind(ThreadNamespaces.Directory + "/net", Pin);

        NamespacePin.Remove(Pin);
        NamespacePin.Remove(Pin);

        Assert.Empty(MountInfo.ReadAtOrBelow(_directory));
        Assert.False(File.Exists(Pin));
    }

    [Fact]
    public async Task Enter_OfOtherKind_IsRefused()
    {
        var error = await Assert.ThrowsAsync<LinuxException>(() => NetworkNamespace.RunAsync("/proc/self/ns/uts", () => 0));
        Assert.Equal((Errno.InvalidArgument, "setns"), (error.Errno, error.Operation));
    }

    [Fact]
    public void KindOf_PlainOrAbsentFile_IsNone()
    {
        Assert.Equal(NamespaceKinds.None, NamespacePin.KindOf(Pin));
        File.WriteAllText(Pin, "");
        Assert.Equal(NamespaceKinds.None, NamespacePin.KindOf(Pin));
    }

    [Fact]
    public async Task SetHostname_InOwnUts_LeavesTheHostsName()
    {
        var before = Environment.MachineName;

        var inside = await DedicatedThread.RunAsync("test", () =>
        {
            ThreadNamespaces.Unshare(NamespaceKinds.Uts);
            ThreadNamespaces.SetHostname("crtest-host");
            return File.ReadAllText("/proc/sys/kernel/hostname").Trim();
        });

        Assert.Equal("crtest-host", inside);
        Assert.Equal(before, File.ReadAllText("/proc/sys/kernel/hostname").Trim());
    }

    private Task<string> PinNetworkAsync() => DedicatedThread.RunAsync("test", () =>
    {
        ThreadNamespaces.Unshare(NamespaceKinds.Network);
        NamespacePin.Create(ThreadNamespaces.Directory + "/net", Pin);
        return IdOf("net");
    });

    private static string IdOf(string kind) => File.ResolveLinkTarget($"{ThreadNamespaces.Directory}/{kind}", returnFinalTarget: false)!.Name;
}
