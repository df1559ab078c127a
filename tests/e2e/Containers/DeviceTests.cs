using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Devices of the host in containers: which nodes there are, and what may be done with them.</summary>
public sealed class DeviceTests(NodeFixture fixture, TestHost host) : NodeTests(fixture)
{
    private const string Look = "stat -c '%F %t:%T' /dev/asked; (: </dev/asked) && echo r; (: >>/dev/asked) && echo w; true";

    [Theory]
    [InlineData("crun", "r", "r\n")]
    [InlineData("crun", "w", "w\n")]
    [InlineData("crun", "rw", "r\nw\n")]
    [InlineData("crun", "rwm", "r\nw\n")]
    [InlineData("runc", "r", "r\n")]
    [InlineData("runc", "w", "w\n")]
    [InlineData("runc", "rw", "r\nw\n")]
    [InlineData("runc", "rwm", "r\nw\n")]
    public async Task Permissions_AreExactlyThoseAsked(string handler, string permissions, string expected)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(config => config.Devices.Add(Device("/dev/fuse", "/dev/asked", permissions))));

        var seen = await container.ExecAsync("sh", "-c", Look);

        Assert.Equal("character special file a:e5\n" + expected, seen.Stdout);
        Assert.All(seen.Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("Operation not permitted", line, StringComparison.Ordinal));
        if (await RulesAsync(container) is { } rules)
        {
            Assert.Equal($"c 10:229 {permissions}", Assert.Single(rules, rule => rule.Contains("10:229", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task NotAskedFor_IsNotThere_AndItsNumbersOpenNothing(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);

        const string script = "test -e /dev/fuse || echo absent; busybox mknod /tmp/fuse c 10 229; : </tmp/fuse";
        var output = await pod.RunAsync("sh", "-c", script);

        Assert.NotEqual(0, output.ExitCode);
        Assert.Equal("absent\n", output.Stdout);
        Assert.Contains("/tmp/fuse: Operation not permitted", output.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task WithoutTheCapability_NoNodeCanBeMade(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Running(Node, "busybox", "mknod", "/tmp/asked", "c", "10", "229")
            .With(container => container.Devices.Add(Device("/dev/fuse", "/dev/asked", "rwm")))
            .Secured(context => context.Capabilities = new() { DropCapabilities = { "MKNOD" } });

        var output = await pod.RunAsync(config);

        Assert.Contains("Operation not permitted", output.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task LinkAndDirectory_AreTheNodesTheyLeadTo(string handler)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, $"devices-{handler}")).FullName;
        Directory.CreateDirectory(Path.Combine(directory, "below"));
        await HostNodes.MakeAsync(Path.Combine(directory, "fuse"), "c", 10, 229);
        await HostNodes.MakeAsync(Path.Combine(directory, "below", "loop"), "b", 7, 7);
        File.CreateSymbolicLink(Path.Combine(directory, "link"), "fuse");
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "cd /dev/group && find . -type c -o -type b | sort; stat -c '%F %t:%T' /dev/by-link below/loop; : </dev/by-link && : <below/loop")
            .With(container => container.Devices.Add(
                [Device(directory, "/dev/group", "rw"), Device(Path.Combine(directory, "link"), "/dev/by-link", "r")]));

        Assert.Equal(
            "./below/loop\n./fuse\ncharacter special file a:e5\nblock special file 7:7\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task OnePathTwice_IsTheLastAskedFor(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, Look).With(container => container.Devices.Add(
            [Device("/dev/loop7", "/dev/asked", "rwm"), Device("/dev/fuse", "/dev/asked", "r")]));

        Assert.Equal("character special file a:e5\nr\n", (await pod.RunAsync(config)).Stdout);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Privileged_HasAllTheHosts(string handler)
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.Privileged = true), handler);
        var config = Configs.Script(Node, "test -c /dev/fuse && test -b /dev/loop7 && : </dev/fuse && : </dev/loop7 && echo all").Secured(context => context.Privileged = true);

        Assert.Equal("all\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task InAUserNamespace_TheNodeIsTheOneAskedFor(string handler)
    {
        var node = await HostNodes.MakeAsync(Path.Combine(Node.Directories.Volumes, $"mapped-{handler}"), "c", 10, 229);
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, 1_300_000), handler);
        var config = Configs.Script(Node, Look)
            .Secured(context => context.NamespaceOptions = pod.Config.Linux.SecurityContext.NamespaceOptions.Clone())
            .With(container => container.Devices.Add(Device(node, "/dev/asked", "rw")));

        Assert.Equal("character special file a:e5\nr\nw\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task NotOnTheHost_IsRefusedByPath()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").With(container => container.Devices.Add(Device("/dev/crtest-none", "/dev/x", "r")));

        var message = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));

        Assert.Contains("/dev/crtest-none", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_NodesAreTheProcesses_AndPrivilegedOfAHandlerHasNone()
    {
        await using var node = await TestNode.StartAsync(host, more: """
            containers:
              deviceOwnershipFromSecurityContext: true
            defaultRuntime: crun
            runtimes:
              crun: {path: crun}
              runc: {path: runc}
              without: {path: crun, privilegedWithoutHostDevices: true}
            """);
        foreach (var handler in new[] { "crun", "runc" })
        {
            await using var pod = await node.RunPodAsync(runtimeHandler: handler);
            var config = Configs.Script(node, "stat -c %u:%g /dev/asked; : </dev/asked && echo r")
                .With(container => container.Devices.Add(Device("/dev/fuse", "/dev/asked", "r")))
                .Secured(context =>
                {
                    context.RunAsUser = new() { Value = 1000 };
                    context.RunAsGroup = new() { Value = 2000 };
                });

            Assert.Equal("1000:2000\nr\n", (await pod.RunAsync(config)).Succeeded());
        }

        await using var privileged = await node.RunPodAsync(Pods.OnHostNetwork(node).With(config => config.Linux.SecurityContext.Privileged = true), "without");
        var look = Configs.Script(node, "test -e /dev/fuse || echo none; busybox mknod /tmp/fuse c 10 229; (: </tmp/fuse) 2>/dev/null || echo refused")
            .Secured(context => context.Privileged = true);
        Assert.Equal("none\nrefused\n", (await privileged.RunAsync(look)).Succeeded());
    }

    private static Cri.Device Device(string hostPath, string containerPath, string permissions) =>
        new() { HostPath = hostPath, ContainerPath = containerPath, Permissions = permissions };

    // On version 2 the rules are a BPF program, which nobody can read.
    private static async Task<string[]?> RulesAsync(TestContainer container)
    {
        const string Mount = "/sys/fs/cgroup/devices";
        var groups = (await container.ExecAsync("cat", "/proc/self/cgroup")).Succeeded().Split('\n');
        return groups.FirstOrDefault(line => line.Split(':') is [_, "devices", _]) is { } group && Directory.Exists(Mount)
            ? await File.ReadAllLinesAsync($"{Mount}{group.Split(':')[2]}/devices.list")
            : null;
    }
}
