using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>What a pod gives its containers beside the network: names, resolver, kernel parameters, shared memory, namespaces.</summary>
public sealed class SandboxEnvironmentTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Fact]
    public async Task Hostname_IsSetInKernelAndFiles()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config => config.Hostname = "named-host"));

        var output = await pod.RunAsync("sh", "-c", "hostname; cat /etc/hostname; grep named-host /etc/hosts | cut -f1; echo $HOSTNAME");

        Assert.Equal($"named-host\nnamed-host\n{await pod.AddressAsync()}\nnamed-host\n", output.Succeeded());
    }

    [Fact]
    public async Task Hosts_HasLocalhost()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));

        Assert.Contains("127.0.0.1", (await pod.RunAsync("grep", "localhost", "/etc/hosts")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dns_Configured_IsWrittenAsIs()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config => config.DnsConfig = new()
        {
            Servers = { "10.10.10.10", "fd00::53" },
            Searches = { "one.example", "two.example" },
            Options = { "ndots:8", "edns0" },
        }));

        var lines = (await pod.RunAsync("cat", "/etc/resolv.conf")).Succeeded();

        Assert.Equal("nameserver 10.10.10.10\nnameserver fd00::53\nsearch one.example two.example\noptions ndots:8 edns0\n".Split('\n').Order(), lines.Split('\n').Order());
    }

    [Fact]
    public async Task Dns_Absent_IsTheNodes()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));

        Assert.Equal(await File.ReadAllTextAsync("/etc/resolv.conf"), (await pod.RunAsync("cat", "/etc/resolv.conf")).Succeeded());
    }

    [Fact]
    public async Task SharedMemory_Is64MiB_AndSharedByThePod()
    {
        await using var pod = await Node.RunPodAsync();
        var writer = await pod.StartAsync("sh", "-c", "echo shared >/dev/shm/file; exec sleep 1000");
        await writer.ExecAsync("sh", "-c", "until test -s /dev/shm/file; do :; done");

        var reader = await pod.RunAsync("sh", "-c", "cat /dev/shm/file; df -k /dev/shm | tail -n 1 | awk '{print $2}'");

        Assert.Equal("shared\n65536\n", reader.Succeeded());
    }

    [Fact]
    public async Task Sysctls_AreSetInThePodOnly()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config =>
        {
            config.Linux.Sysctls["net.ipv4.ip_unprivileged_port_start"] = "99";
            config.Linux.Sysctls["kernel.shm_rmid_forced"] = "1";
        }));

        var output = await pod.RunAsync("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start", "/proc/sys/kernel/shm_rmid_forced");

        Assert.Equal("99\n1\n", output.Succeeded());
        Assert.NotEqual("99", (await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_unprivileged_port_start")).Trim());
    }

    [Fact]
    public async Task Sysctl_OfTheWholeNode_IsRefused()
    {
        var config = Pods.Networked(Node).With(pod => pod.Linux.Sysctls["vm.swappiness"] = "1");

        var message = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.RunPodSandboxAsync(new() { Config = config }));

        Assert.Contains("vm.swappiness", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespaces_ArePerPod_AndPidPerContainer()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));
        // At the same time: the kernel gives the number of a namespace that is gone to the next one.
        var one = await NamespacesAsync(await pod.StartAsync("sleep", "1000"));
        var two = await NamespacesAsync(await pod.StartAsync("sleep", "1000"));

        Assert.All(["net", "ipc", "uts"], name => Assert.Equal(one[name], two[name]));
        Assert.All(["pid", "mnt"], name => Assert.NotEqual(one[name], two[name]));
        Assert.All(["net", "ipc", "uts", "pid", "mnt"], name => Assert.NotEqual(OfHost(name), one[name]));
    }

    [Fact]
    public async Task Namespaces_OfTheNode_WhenAskedFor()
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => Everything(config.Linux.SecurityContext.NamespaceOptions)));
        var container = Configs.Script(Node, "for n in net ipc uts pid; do readlink /proc/self/ns/$n; done")
            .Secured(context => context.NamespaceOptions = pod.Config.Linux.SecurityContext.NamespaceOptions.Clone());

        var output = await pod.RunAsync(container);

        Assert.Equal(string.Concat(((string[])["net", "ipc", "uts", "pid"]).Select(name => OfHost(name) + "\n")), output.Succeeded());

        static void Everything(Cri.NamespaceOption options) => options.Pid = options.Ipc = options.Network = Cri.NamespaceMode.Node;
    }

    [Fact]
    public async Task PidNamespace_OfThePod_IsShared()
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = Cri.NamespaceMode.Pod));
        await pod.StartAsync(Shared("sh", "-c", "exec sleep 4242"));

        var output = await pod.RunAsync(Shared("sh", "-c", "until grep -q 4242 /proc/[0-9]*/cmdline; do :; done; echo seen"));

        Assert.Equal("seen\n", output.Succeeded());

        Cri.ContainerConfig Shared(params string[] command) =>
            Configs.Running(Node, command).Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Pod);
    }

    [Fact]
    public async Task PidNamespace_OfATarget_IsJoined()
    {
        await using var pod = await Node.RunPodAsync();
        var target = await pod.StartAsync("sleep", "4343");
        var debugger = Configs.Running(Node, "ps").Secured(context =>
            context.NamespaceOptions = new() { Pid = Cri.NamespaceMode.Target, TargetId = target.Id });

        Assert.Contains("sleep 4343", (await pod.RunAsync(debugger)).Succeeded(), StringComparison.Ordinal);
    }

    private static string OfHost(string name) => new FileInfo("/proc/self/ns/" + name).LinkTarget!;

    private static async Task<Dictionary<string, string>> NamespacesAsync(TestContainer container)
    {
        var output = await container.ExecAsync("sh", "-c", "for n in net ipc uts pid mnt; do readlink /proc/self/ns/$n; done");
        return output.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(link => link[..link.IndexOf(':')]);
    }
}
