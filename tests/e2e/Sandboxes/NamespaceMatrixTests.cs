using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>Every combination of the node's, the pod's and a container's own namespaces, by the kernel's numbers for them.</summary>
public sealed class NamespaceMatrixTests(NodeFixture fixture) : NodeTests(fixture)
{
    private static readonly string[] Kinds = ["net", "ipc", "uts", "pid", "mnt"];

    public static TheoryData<string, Cri.NamespaceMode, Cri.NamespaceMode, Cri.NamespaceMode> Combinations { get; } =
    [
        .. from handler in new[] { "crun", "runc" }
           from network in new[] { Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node }
           from ipc in new[] { Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node }
           from pid in new[] { Cri.NamespaceMode.Container, Cri.NamespaceMode.Node, Cri.NamespaceMode.Pod }
           select new TheoryDataRow<string, Cri.NamespaceMode, Cri.NamespaceMode, Cri.NamespaceMode>(handler, network, ipc, pid),
    ];

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Namespaces_AreTheOnesAskedFor(string handler, Cri.NamespaceMode network, Cri.NamespaceMode ipc, Cri.NamespaceMode pid)
    {
        var options = new Cri.NamespaceOption { Network = network, Ipc = ipc, Pid = pid };
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config => config.Linux.SecurityContext.NamespaceOptions = options), handler);
        var first = await pod.StartAsync(Sleeping(options));
        var second = await pod.StartAsync(Sleeping(options));

        var (one, other) = (await SeenAsync(first), await SeenAsync(second));

        // The name of a host is the network's: a pod on the node's network has the node's.
        Assert.Equal(network == Cri.NamespaceMode.Node, one["net"] == OfNode("net"));
        Assert.Equal(network == Cri.NamespaceMode.Node, one["uts"] == OfNode("uts"));
        Assert.Equal(ipc == Cri.NamespaceMode.Node, one["ipc"] == OfNode("ipc"));
        Assert.Equal(pid == Cri.NamespaceMode.Node, one["pid"] == OfNode("pid"));
        Assert.NotEqual(OfNode("mnt"), one["mnt"]);

        Assert.All(["net", "ipc", "uts"], kind => Assert.Equal(one[kind], other[kind]));
        Assert.Equal(pid != Cri.NamespaceMode.Container, one["pid"] == other["pid"]);
        Assert.NotEqual(one["mnt"], other["mnt"]);

        var hostname = network == Cri.NamespaceMode.Node ? (await File.ReadAllTextAsync("/proc/sys/kernel/hostname")).Trim() : pod.Config.Hostname;
        Assert.Equal($"{hostname} {hostname} {hostname}\n", (await first.ExecAsync("sh", "-c", "echo $(hostname) $HOSTNAME $(cat /etc/hostname)")).Succeeded());
        await SharedMemoryAsync(first, second, isNodes: ipc == Cri.NamespaceMode.Node);
    }

    [Theory]
    [InlineData("net.ipv4.ip_unprivileged_port_start", Cri.NamespaceMode.Node, Cri.NamespaceMode.Pod, true)]
    [InlineData("kernel.shm_rmid_forced", Cri.NamespaceMode.Node, Cri.NamespaceMode.Pod, false)]
    [InlineData("net.ipv4.ip_unprivileged_port_start", Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node, false)]
    [InlineData("kernel.shm_rmid_forced", Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node, true)]
    [InlineData("fs.mqueue.msg_max", Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node, true)]
    public async Task Sysctl_OfANamespaceOfTheNodes_IsRefused(string name, Cri.NamespaceMode network, Cri.NamespaceMode ipc, bool isRefused)
    {
        var config = Pods.Networked(Node).With(pod =>
        {
            pod.Linux.SecurityContext.NamespaceOptions.Network = network;
            pod.Linux.SecurityContext.NamespaceOptions.Ipc = ipc;
            pod.Linux.Sysctls[name] = "1";
        });
        var path = "/proc/sys/" + name.Replace('.', '/');
        var before = await File.ReadAllTextAsync(path);

        if (isRefused)
        {
            var message = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.RunPodSandboxAsync(new() { Config = config }));
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
        else
        {
            await using var pod = await Node.RunPodAsync(config);
            Assert.Equal("1\n", (await pod.RunAsync("cat", path)).Succeeded());
        }

        Assert.Equal(before, await File.ReadAllTextAsync(path));
    }

    private static async Task SharedMemoryAsync(TestContainer first, TestContainer second, bool isNodes)
    {
        var file = $"/dev/shm/crtest-{Guid.NewGuid():N}";
        try
        {
            (await first.ExecAsync("sh", "-c", $"echo shared >{file}")).Succeeded();

            Assert.Equal("shared\n", (await second.ExecAsync("cat", file)).Succeeded());
            Assert.Equal(isNodes, File.Exists(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string OfNode(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget!;

    private static async Task<Dictionary<string, string>> SeenAsync(TestContainer container)
    {
        var links = (await container.ExecAsync("sh", "-c", $"for kind in {string.Join(' ', Kinds)}; do readlink /proc/self/ns/$kind; done")).Succeeded();
        return Kinds.Zip(links.Split('\n')).ToDictionary(seen => seen.First, seen => seen.Second);
    }

    private Cri.ContainerConfig Sleeping(Cri.NamespaceOption options) =>
        Configs.Running(Node, "sleep", "1000").Secured(context => context.NamespaceOptions = options.Clone());
}
