using CriSharp.Failures;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Threads;
using CriSharp.Runtime.Namespaces;
using Xunit;

namespace CriSharp.Tests.Runtime.Namespaces;

[Trait("needs", "root")]
public sealed class SandboxNamespacesTests : IAsyncDisposable
{
    private static readonly string[] Kinds = ["net", "ipc", "uts"];

    private readonly string _parent = Directory.CreateTempSubdirectory("crtest-network-sandbox-").FullName;
    private readonly SandboxNamespaces _namespaces = new();

    public SandboxNamespacesTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");

    private string Pins => Path.Combine(_parent, "ns");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _namespaces.RemoveAsync(Pins, CancellationToken.None);
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task Create_All_PinsNamespacesThatDifferFromTheHosts()
    {
        var paths = await _namespaces.CreateAsync(All(), Cancellation);

        Assert.Equal(new SandboxNamespacePaths(Pins + "/net", Pins + "/ipc", Pins + "/uts"), paths);
        Assert.Equal(NamespaceKinds.Network, NamespacePin.KindOf(paths.Network!));
        Assert.Equal(NamespaceKinds.Ipc, NamespacePin.KindOf(paths.Ipc!));
        Assert.Equal(NamespaceKinds.Uts, NamespacePin.KindOf(paths.Uts!));
        Assert.DoesNotContain(await InsideAsync(paths, Identities), Identities().Contains);
    }

    [Fact]
    public async Task Create_WithHostnameAndSysctls_AreSetInsideOnly()
    {
        var hostBefore = ReadSysctl("kernel/hostname");
        var portBefore = ReadSysctl("net/ipv4/ip_unprivileged_port_start");

        var paths = await _namespaces.CreateAsync(All() with
        {
            Hostname = "pod-1",
            Sysctls = new Dictionary<string, string>
            {
                ["net.ipv4.ip_unprivileged_port_start"] = "77",
                ["kernel.msgmax"] = "9000",
                ["fs/mqueue/msg_max"] = "17",
                ["kernel.domainname"] = "pods.example",
            },
        }, Cancellation);

        string[] names = ["kernel/hostname", "net/ipv4/ip_unprivileged_port_start", "kernel/msgmax", "fs/mqueue/msg_max", "kernel/domainname"];
        Assert.Equal(["pod-1", "77", "9000", "17", "pods.example"], await InsideAsync(paths, () => names.Select(ReadSysctl).ToArray()));
        Assert.Equal((hostBefore, portBefore), (ReadSysctl("kernel/hostname"), ReadSysctl("net/ipv4/ip_unprivileged_port_start")));
    }

    [Fact]
    public async Task Create_Network_HasLoopbackUp()
    {
        var paths = await _namespaces.CreateAsync(new() { Directory = Pins, Network = true }, Cancellation);

        Assert.Equal((null, null), (paths.Ipc, paths.Uts));
        // An interface has its IPv6 address once it is up: ::1 of lo.
        var addresses = await InsideAsync(paths, () => File.ReadAllText("/proc/thread-self/net/if_inet6"));
        Assert.EndsWith(" lo", addresses.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.ipv4.no_such_parameter", "1", "this kernel has no such parameter in a pod's namespace")]
    [InlineData("net.ipv4.ip_forward", "abc", "the kernel refuses the value abc")]
    [InlineData("vm.swappiness", "1", "not a parameter of a namespace, so a pod cannot have its own")]
    public async Task Create_RefusedSysctl_IsInvalidAndLeavesNothing(string name, string value, string cause)
    {
        var request = All() with { Sysctls = new Dictionary<string, string> { [name] = value } };

        var failure = await Assert.ThrowsAsync<FailureException>(() => _namespaces.CreateAsync(request, Cancellation));

        Assert.Equal((FailureKind.InvalidArgument, $"sysctl {name}: {cause}"), (failure.Kind, failure.Message));
        Assert.False(Directory.Exists(Pins));
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "network")]
    [InlineData("kernel.shmmax", "IPC")]
    [InlineData("kernel.hostname", "UTS")]
    public async Task Create_SysctlOfTheNodesNamespace_IsInvalid(string name, string kind)
    {
        var request = new SandboxNamespaceRequest
        {
            Directory = Pins,
            Network = kind != "network",
            Ipc = kind != "IPC",
            Uts = kind != "UTS",
            Sysctls = new Dictionary<string, string> { [name] = "1" },
        };

        var failure = await Assert.ThrowsAsync<FailureException>(() => _namespaces.CreateAsync(request, Cancellation));

        Assert.Equal($"sysctl {name}: the pod uses the node's {kind} namespace", failure.Message);
    }

    [Fact]
    public async Task Create_WhereAPinExists_FailsAndRemovesOnlyItsOwn()
    {
        Directory.CreateDirectory(Pins);
        File.WriteAllText(Pins + "/uts", "in the way");

        var failure = await Assert.ThrowsAsync<FailureException>(() => _namespaces.CreateAsync(All(), Cancellation));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.Equal([Pins + "/uts"], Directory.GetFiles(Pins));
        Assert.Empty(MountInfo.ReadAtOrBelow(Pins));
    }

    [Fact]
    public async Task PinPid_OfAProcess_IsBesideTheOthersAndRemoved()
    {
        await _namespaces.CreateAsync(All(), Cancellation);

        var path = await _namespaces.PinPidNamespaceAsync(Pins, Environment.ProcessId, Cancellation);
        Assert.Equal((Pins + "/pid", NamespaceKinds.Pid), (path, NamespacePin.KindOf(path)));

        await _namespaces.RemoveAsync(Pins, Cancellation);
        Assert.False(Directory.Exists(Pins));
        Assert.Empty(MountInfo.ReadAtOrBelow(Pins));
    }

    [Fact]
    public async Task Remove_OfAbsentDirectory_Succeeds()
    {
        await _namespaces.RemoveAsync(Pins, Cancellation);
        await _namespaces.RemoveAsync(Pins, Cancellation);
    }

    private SandboxNamespaceRequest All() => new() { Directory = Pins, Network = true, Ipc = true, Uts = true };

    private static Task<T> InsideAsync<T>(SandboxNamespacePaths paths, Func<T> work) => DedicatedThread.RunAsync("test", () =>
    {
        ThreadNamespaces.Enter(paths.Network!, NamespaceKinds.Network);
        if (paths.Ipc is { } ipc)
        {
            ThreadNamespaces.Enter(ipc, NamespaceKinds.Ipc);
        }

        if (paths.Uts is { } uts)
        {
            ThreadNamespaces.Enter(uts, NamespaceKinds.Uts);
        }

        return work();
    });

    private static string[] Identities() =>
        [.. Kinds.Select(kind => File.ResolveLinkTarget($"/proc/thread-self/ns/{kind}", returnFinalTarget: false)!.Name)];

    private static string ReadSysctl(string name) => File.ReadAllText("/proc/sys/" + name).Trim();
}
