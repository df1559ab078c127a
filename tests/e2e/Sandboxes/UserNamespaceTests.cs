using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>Pods with a user namespace of their own, under each OCI runtime.</summary>
public sealed class UserNamespaceTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const uint First = 0x10_0000;
    private const uint Second = 0x20_0000;

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Inside_IsRootOfAnImageThatIsRoots(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(
            Node, "cat /proc/self/uid_map /proc/self/gid_map | sed 's/  */ /g'; stat -c %u:%g:%a / /bin/busybox /tmp /etc/passwd; id -u; cat /proc/self/setgroups"));

        Assert.Equal(
            $" 0 {First} 65536\n 0 {First} 65536\n0:0:755\n0:0:755\n0:0:1777\n0:0:644\n0\nallow\n", output.Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Outside_IsTheMappedUser_AndNobodyWithoutOne(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        await pod.StartAsync(Configs.Running(Node, "sleep", "1000").Secured(context => context.RunAsUser = new() { Value = 1000 }));

        var process = Assert.Single(CgroupTrees.Processes(pod.Config.Linux.CgroupParent));

        var ids = File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("Uid:", StringComparison.Ordinal) || line.StartsWith("Gid:", StringComparison.Ordinal));
        Assert.Equal([$"Uid:{string.Concat(Enumerable.Repeat($"\t{First + 1000}", 4))}", $"Gid:{string.Concat(Enumerable.Repeat($"\t{First + 1000}", 4))}"], ids);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task WrittenFiles_AreOnDiskAsInside(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var container = await pod.StartAsync(Configs.Script(
            Node, "echo of root >/tmp/root; echo of app >/tmp/app; chown 1000:2000 /tmp/app; chmod 4755 /tmp/app; echo more >>/etc/group; sleep 1000"));
        var seen = await Deadlines.UntilAsync(
            async () => (await container.ExecAsync("stat", "-c", "%n %u:%g:%a", "/tmp/root", "/tmp/app", "/etc/group")).Stdout, text => text.Contains("4755", StringComparison.Ordinal));

        Assert.Equal("/tmp/root 0:0:644\n/tmp/app 1000:2000:4755\n/etc/group 0:0:644\n", seen);
        var upper = Path.Combine(Node.Directories.State, "snapshots", container.Id, "upper");
        Assert.Equal("0:0\n1000:2000\n0:0\n", HostProgram.Run("stat", "-c", "%u:%g", upper + "/tmp/root", upper + "/tmp/app", upper + "/etc/group"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task TwoMappings_OfOneImage_ShareItsLayers(string handler)
    {
        var layers = Directory.GetDirectories(Path.Combine(Node.Directories.State, "layers"));
        await using var one = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        await using var two = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, Second), handler);
        await using var none = await Node.RunPodAsync(runtimeHandler: handler);

        foreach (var pod in new[] { one, two, none })
        {
            Assert.Equal("0:0\n", (await pod.RunAsync("stat", "-c", "%u:%g", "/bin/busybox")).Succeeded());
        }

        Assert.Equal(layers, Directory.GetDirectories(Path.Combine(Node.Directories.State, "layers")));
        Assert.Equal("0:0\n", HostProgram.Run("stat", "-c", "%u:%g", Path.Combine(layers[0], "bin", "busybox")));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task FilesOfThePodAndTheKernel_AreAsUsual(string handler)
    {
        var config = UserNamespacePods.Mapped(Node, First).With(pod => pod.Linux.Sysctls.Add(new Dictionary<string, string>
        {
            ["kernel.msgmax"] = "9001",
            ["fs.mqueue.msg_max"] = "17",
            ["net.ipv4.ip_unprivileged_port_start"] = "77",
        }));
        await using var pod = await Node.RunPodAsync(config, handler);

        var output = await pod.RunAsync(Configs.Script(Node, $"""
            stat -c '%n %u:%g:%a' /etc/hosts /etc/resolv.conf /etc/hostname /dev/shm
            echo 10.0.0.1 other >>/etc/hosts && tail -n 1 /etc/hosts
            touch /dev/shm/file && stat -c %u /dev/shm/file
            cat /etc/hostname; hostname
            cat /proc/sys/kernel/msgmax /proc/sys/fs/mqueue/msg_max /proc/sys/net/ipv4/ip_unprivileged_port_start
            echo x >/dev/null && head -c 4 /dev/zero | wc -c
            grep -c ' /dev/pts .* devpts .*gid={First + 5}' /proc/self/mountinfo
            grep -c ' /dev/mqueue .* mqueue ' /proc/self/mountinfo
            grep -c ' /sys ro.* sysfs ' /proc/self/mountinfo
            ls /sys/fs/cgroup | wc -l | grep -vc '^0$'
            ip addr show dev eth0 | grep -c 'inet '
            grep -c ^Seccomp: /proc/self/status
            """));

        Assert.Equal(
            $"""
            /etc/hosts 0:0:644
            /etc/resolv.conf 0:0:644
            /etc/hostname 0:0:644
            /dev/shm 0:0:1777
            10.0.0.1 other
            0
            {config.Hostname}
            {config.Hostname}
            9001
            17
            77
            4
            1
            1
            1
            1
            1
            1

            """,
            output.Succeeded());
    }

    [Theory]
    [InlineData("crun", 0)]
    [InlineData("runc", 0)]
    [InlineData("crun", 1000)]
    [InlineData("runc", 1000)]
    public async Task Output_CanBeOpenedByName(string handler, long user)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, "echo out >/dev/stdout; echo err >/dev/stderr").Secured(context => context.RunAsUser = new() { Value = user }));

        Assert.Equal((0, "out\n", "err\n"), (output.ExitCode, output.Stdout, output.Stderr));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Terminal_IsTheUsers(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, "tty; stat -c %u:%g $(tty); echo by name >/dev/tty").With(config => config.Tty = true));

        Assert.Equal("/dev/pts/0\n0:5\nby name\n", output.Succeeded().Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Exec_IsInTheSameNamespaceAndMayOpenItsOutput(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var container = await pod.StartAsync("sleep", "1000");

        var output = await container.ExecAsync("sh", "-c", "id -u; sed 's/  */ /g' /proc/self/uid_map; echo by name >/dev/stdout");

        Assert.Equal($"0\n 0 {First} 65536\nby name\n", output.Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task SharedPid_AndTarget_AreJoined(string handler)
    {
        await using var shared = await Node.RunPodAsync(
            UserNamespacePods.Mapped(Node, First).With(pod => pod.Linux.SecurityContext.NamespaceOptions.Pid = Cri.NamespaceMode.Pod), handler);
        await shared.StartAsync(Configs.Running(Node, "sleep", "1001").Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Pod));
        var seen = await shared.RunAsync(Configs.Running(Node, "ps", "-o", "args").Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Pod));
        Assert.Contains("catatonit", seen.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("sleep 1001", seen.Stdout, StringComparison.Ordinal);

        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var target = await pod.StartAsync("sleep", "1002");
        var debugger = await pod.RunAsync(Configs.Script(Node, "ps -o args; cat /proc/1/root/etc/hostname").Secured(context =>
        {
            context.NamespaceOptions.Pid = Cri.NamespaceMode.Target;
            context.NamespaceOptions.TargetId = target.Id;
        }));
        Assert.Contains("sleep 1002", debugger.Succeeded(), StringComparison.Ordinal);
        Assert.EndsWith(pod.Config.Hostname + "\n", debugger.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task HostNetwork_HasTheNodesNetworkAndNoRightToIt(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.MappedOnHostNetwork(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, """
            readlink /proc/self/ns/net
            sed 's/  */ /g' /proc/self/uid_map
            ip link set lo down 2>/dev/null && echo changed || echo refused
            ls /sys/class/net | grep -c '^lo$'
            mkdir /sys/fs/cgroup/x 2>/dev/null; touch /sys/kernel/x 2>/dev/null; echo 1 2>/dev/null >/sys/class/net/lo/mtu && echo changed || echo refused
            grep ' /sys ' /proc/self/mountinfo | cut -d' ' -f6 | cut -d, -f1
            """).Secured(context => context.Capabilities = new() { AddCapabilities = { "NET_ADMIN" } }));

        var node = File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name;
        Assert.Equal($"{node}\n 0 {First} 65536\nrefused\n1\nrefused\nro\n", output.Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Privileged_IsAllPowerfulInsideOnly(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First).With(config => config.Linux.SecurityContext.Privileged = true), handler);

        var output = await pod.RunAsync(Configs.Script(Node, """
            mount -t tmpfs none /tmp && echo mounted
            ip link set lo mtu 1400 && echo configured
            hostname other && hostname
            echo 1 2>/dev/null >/proc/sys/vm/drop_caches && echo changed || echo refused
            test -e /dev/kmsg && echo devices
            head -c 1 /dev/vda 2>/dev/null && echo read || echo refused
            """).Secured(context => context.Privileged = true));

        Assert.Equal("mounted\nconfigured\nother\nrefused\ndevices\nrefused\n", output.Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task DeclaredVolumes_OnAReadOnlyRoot_AreRoots(string handler)
    {
        var image = await Node.PullAsync(await PublishAsync());
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var config = Configs.Of(image, "sh", "-c", "touch /made/here/file /theirs/sub/file && stat -c %u:%g /made/here /made/here/file /theirs /theirs/sub; touch /x 2>/dev/null || echo read-only")
            .Secured(context => context.ReadonlyRootfs = true);

        Assert.Equal("0:0\n0:0\n1000:1000\n0:0\nread-only\n", (await pod.RunAsync(config)).Succeeded());
        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = image } });
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Devices_AreThere(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var config = Configs.Script(Node, "test -c /dev/spare && head -c 3 /dev/spare | wc -c")
            .With(container => container.Devices.Add(new Cri.Device { HostPath = "/dev/zero", ContainerPath = "/dev/spare", Permissions = "rwm" }));

        Assert.Equal("3\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task DaemonThatWasKilled_GoesOnWithThePod(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var volume = Volume(0, 0);
        var container = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(config => config.Mounts.Add(Mapped(volume, First))));
        var created = await pod.CreateAsync("sh", "-c", "stat -c %u /bin/busybox");

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();

        Assert.Equal("0\n", (await container.ExecAsync("id", "-u")).Succeeded());
        await created.StartAsync();
        Assert.Equal(0, (await created.ExitAsync()).ExitCode);
        Assert.Equal("0\n", created.LogText("stdout"));
        await container.StopAsync();
        Assert.Equal(Cri.ContainerState.ContainerExited, (await container.StatusAsync()).State);
        Assert.Equal("0\n", (await pod.RunAsync("id", "-u")).Succeeded());
        Directory.Delete(volume, recursive: true);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(90)]
    [InlineData(160)]
    public async Task Kill_InTheMiddleOfRunAndStart_LeavesNothing(int milliseconds)
    {
        var configs = Enumerable.Range(1, 3).Select(number => UserNamespacePods.Mapped(Node, First * (uint)number)).ToList();
        var volume = Volume(0, 0);
        var calls = configs.Select(config => Record.ExceptionAsync(async () =>
        {
            var pod = await Node.RunPodAsync(config);
            await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(container => container.Mounts.Add(Mapped(volume, Second))));
        }).AsTask()).ToList();
        await Task.Delay(milliseconds);
        await Node.EndDaemonAsync();
        await Task.WhenAll(calls);
        await Node.StartDaemonAsync();
        await Node.RemovePodsAsync();
        Directory.Delete(volume, recursive: true);
    }

    [Fact]
    public async Task SmallNamespace_HasNoGroupOfTerminals()
    {
        var config = UserNamespacePods.Mapped(Node, First).With(pod =>
        {
            var options = pod.Linux.SecurityContext.NamespaceOptions;
            options.Pid = Cri.NamespaceMode.Pod; // its init cannot be nobody either
            options.UsernsOptions.Uids[0].Length = 2;
            options.UsernsOptions.Gids[0].Length = 2;
        });
        await using var pod = await Node.RunPodAsync(config);

        var output = await pod.RunAsync(Configs.Script(Node, "tty").With(container => container.Tty = true)
            .Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Pod));

        Assert.Equal("/dev/pts/0\r\n", output.Succeeded());
        var message = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new()
        {
            PodSandboxId = pod.Id,
            Config = Configs.Running(Node, "true").Secured(context => context.RunAsUser = new() { Value = 1000 }),
            SandboxConfig = config,
        }));
        Assert.Contains("linux.security_context.run_as_user: 1000 is not an id of the pod's user namespace", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userns_options.gids", 65535u, Cri.NamespaceMode.Container, Cri.NamespaceMode.Pod)]
    [InlineData("namespace_options.pid", 65536u, Cri.NamespaceMode.Node, Cri.NamespaceMode.Pod)]
    [InlineData("namespace_options.ipc", 65536u, Cri.NamespaceMode.Container, Cri.NamespaceMode.Node)]
    public async Task ImpossiblePod_IsRefused(string field, uint gids, Cri.NamespaceMode pid, Cri.NamespaceMode ipc)
    {
        var config = UserNamespacePods.Mapped(Node, First).With(pod =>
        {
            var options = pod.Linux.SecurityContext.NamespaceOptions;
            (options.Pid, options.Ipc) = (pid, ipc);
            options.UsernsOptions.Gids[0].Length = gids;
        });

        var message = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.RunPodSandboxAsync(new() { Config = config }));

        Assert.Contains(field, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContainerThatDisagreesWithItsPod_IsRefused()
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First));
        var config = Configs.Running(Node, "true").Secured(context => context.NamespaceOptions.UsernsOptions = new() { Mode = Cri.NamespaceMode.Node });

        var message = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));

        Assert.Contains("userns_options.mode: is Node, but the sandbox's is Pod", message, StringComparison.Ordinal);
    }

    // setuid programs and volumes are below.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Directories_LetNobodyInButRootAndThePodsOwnRoot(bool isMapped)
    {
        await using var pod = isMapped ? await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First)) : await Node.RunPodAsync();
        var container = await pod.CreateAsync("true");
        var bundle = Path.Combine(Node.Directories.Run, "containers", container.Id);
        var sandbox = Path.Combine(Node.Directories.Run, "sandboxes", pod.Id);

        var own = isMapped ? $"710 0 {First}" : "700 0 0";
        Assert.Equal(
            $"{own}\n{own}\n600 0 0\n", HostProgram.Run("stat", "-c", "%a %u %g", sandbox, bundle, bundle + "/config.json"));
    }

    private async Task<string> PublishAsync()
    {
        var repository = $"userns-{Guid.NewGuid():n}";
        await Node.Host.Publisher.PushAsync(TestImages.WithVolumes("/made/here", "/theirs/sub"), repository, "latest");
        return $"{Node.Host.Plain.Address}/{repository}:latest";
    }

    private string Volume(uint uid, uint gid)
    {
        var volume = Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, Guid.NewGuid().ToString("n"))).FullName;
        HostProgram.Run("chown", $"{uid}:{gid}", volume);
        return volume;
    }

    private static Cri.Mount Mapped(string volume, uint hostId) => new()
    {
        HostPath = volume,
        ContainerPath = "/volume",
        UidMappings = { UserNamespacePods.From(hostId) },
        GidMappings = { UserNamespacePods.From(hostId) },
    };
}
