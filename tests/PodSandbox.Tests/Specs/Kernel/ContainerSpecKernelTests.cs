using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Mounts;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs.Kernel;

/// <summary>What was built is accepted by the OCI runtimes and does, seen from inside, what it says.</summary>
[Trait("needs", "root")]
public sealed class ContainerSpecKernelTests
{
    private const string Status = "grep -E '^(Cap...|NoNewPrivs|Seccomp):' /proc/self/status";

    public static TheoryData<string> Runtimes { get; } = ["crun", "runc"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ContainerSpecKernelTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "containers need root");

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_NothingSaid_RunsWithTheDefaults(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);

        var seen = await RunAsync(bundle, runtime, $"{Status}; id; hostname; pwd; ulimit -n; cat /proc/self/oom_score_adj; ls /sys/class/net; env; cat /proc/1/comm; echo end");

        Assert.Equal(DefaultCapabilities.Names, Capabilities(seen, "CapBnd"));
        Assert.Equal(DefaultCapabilities.Names, Capabilities(seen, "CapEff"));
        Assert.Empty(Capabilities(seen, "CapInh"));
        Assert.Contains("Seccomp:\t0", seen);
        Assert.Contains("uid=0 gid=0 groups=0,62", seen);
        Assert.Contains("pod-host", seen);
        Assert.Contains("HOME=/root", seen);
        Assert.Contains("1024", seen);
        Assert.Contains("lo", seen);
        Assert.DoesNotContain(seen, line => line.StartsWith("eth", StringComparison.Ordinal));
        Assert.Equal("sh", seen[^2]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_Confined_IsConfined(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);

        var seen = await RunAsync(
            bundle,
            runtime,
            $"{Status}; id -u; id -g; id -G; touch /new || echo root is readonly; touch /proc/sys/kernel/core_uses_pid || echo proc is readonly; head -c 1 /proc/kcore || echo masked; touch /dev/shm/ok && echo shm is writable",
            TestInput.InContext(
                """
                {"run_as_user":{"value":33},"supplemental_groups":[1000],"readonly_rootfs":true,"no_new_privs":true,"seccomp":{},
                 "masked_paths":["/proc/kcore"],"readonly_paths":["/proc/sys"],
                 "capabilities":{"drop_capabilities":["ALL"],"add_capabilities":["NET_ADMIN"],"add_ambient_capabilities":["NET_BIND_SERVICE"]}}
                """),
            shmMode: UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        Assert.Equal(["CAP_NET_BIND_SERVICE", "CAP_NET_ADMIN"], Capabilities(seen, "CapBnd"));
        Assert.Equal(["CAP_NET_BIND_SERVICE"], Capabilities(seen, "CapEff"));
        Assert.Equal(["CAP_NET_BIND_SERVICE"], Capabilities(seen, "CapAmb"));
        Assert.Contains("NoNewPrivs:\t1", seen);
        Assert.Contains("Seccomp:\t2", seen);
        Assert.Contains("33", seen);
        Assert.Contains(seen, line => line.Split(' ').Order().SequenceEqual(["1000", "34", "60", "61"]));
        Assert.Contains("root is readonly", seen);
        Assert.Contains("proc is readonly", seen);
        Assert.Contains("shm is writable", seen);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_Privileged_HasWhatTheNodeHas(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var input = bundle.Script(
            $"{Status}; grep ' /sys ' /proc/mounts; ls /dev", TestInput.InContext("""{"privileged":true,"seccomp":{}}""")) with
        {
            HostDevices = new HostDevices().All(),
        };

        var seen = Lines(await bundle.RunAsync(runtime, ContainerSpec.Build(input), Cancelled));

        Assert.Equal(bundle.Node.Description.BoundingCapabilities.Names, Capabilities(seen, "CapEff"));
        Assert.Contains("Seccomp:\t0", seen);
        Assert.Contains(seen, line => line.StartsWith("sysfs /sys sysfs rw,", StringComparison.Ordinal));
        Assert.All(input.HostDevices.Where(device => Path.GetDirectoryName(device.ContainerPath) == "/dev"), device => Assert.Contains(Path.GetFileName(device.ContainerPath), seen));
    }

    // The same container, allowed to mount by its capability: only the filter stands between.
    [Theory]
    [InlineData("crun", "{}", "refused")]
    [InlineData("runc", "{}", "refused")]
    [InlineData("crun", """{"add_capabilities":["SYS_ADMIN"]}""", "done")]
    [InlineData("runc", """{"add_capabilities":["SYS_ADMIN"]}""", "done")]
    public async Task Build_SeccompDefault_RefusesNewNamespacesWithoutTheCapability(string runtime, string capabilities, string expected)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);

        var seen = await RunAsync(
            bundle, runtime, "unshare -U /bin/echo done || echo refused", TestInput.InContext($$"""{"seccomp":{},"capabilities":{{capabilities}} }"""));

        Assert.Equal(expected, seen[^1]);
    }

    // crun takes the compiled program, runc compiles for itself: the same is refused, also to what is executed later.
    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Apply_CompiledSeccomp_IsInForceForTheContainerAndItsExecs(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var spec = new SeccompPrograms().Apply(ContainerSpec.Build(bundle.Script("sleep 1000", TestInput.InContext("""{"seccomp":{}}"""))));
        Assert.Contains("run.oci.seccomp_bpf_data", spec.Annotations.Keys);

        var pid = await bundle.StartAsync(runtime, spec, Cancelled);
        try
        {
            var status = await File.ReadAllLinesAsync($"/proc/{pid}/status", Cancelled);
            var seen = Lines(await bundle.ExecAsync(runtime, ["/bin/sh", "-c", $"{Status}; unshare -U /bin/echo done || echo refused"], Cancelled));

            Assert.Contains("Seccomp:\t2", status);
            Assert.Contains("Seccomp:\t2", seen);
            Assert.Equal("refused", seen[^1]);
        }
        finally
        {
            await bundle.DeleteStartedAsync(runtime, CancellationToken.None);
        }
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_LocalhostSeccomp_IsInForce(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var input = bundle.Script(
            "mkdir /made && echo made || echo refused",
            TestInput.InContext("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"/profile.json"}}""")) with
        {
            LocalhostSeccomp = SeccompProfileReader.Read(
                """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}"""u8, "/profile.json"),
        };

        Assert.Equal("refused", Lines(await bundle.RunAsync(runtime, ContainerSpec.Build(input), Cancelled))[^1]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_Mounts_AreThereWithTheirRights(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var (outer, inner) = (Directory.CreateDirectory(Path.Combine(bundle.Directory, "outer")).FullName, Directory.CreateDirectory(Path.Combine(bundle.Directory, "inner")).FullName);
        await File.WriteAllTextAsync(Path.Combine(outer, "file"), "outer\n", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(inner, "file"), "inner\n", Cancelled);

        var seen = await RunAsync(
            bundle,
            runtime,
            "cat /data/file /data/deep/file; touch /data/no || echo readonly; touch /data/deep/yes && echo writable; cat /etc/hosts; grep -c ' /data.* master:' /proc/self/mountinfo || true",
            $$"""
            {"mounts":[{"container_path":"/data/deep","host_path":"{{inner}}"},
             {"container_path":"/data","host_path":"{{outer}}","readonly":true,"propagation":"PROPAGATION_PRIVATE"}]}
            """,
            prepare: _ => Directory.CreateDirectory(Path.Combine(outer, "deep")));

        Assert.Equal(["outer", "inner", "readonly", "writable", "127.0.0.1 localhost", "0"], seen.Where(line => !line.StartsWith("touch:", StringComparison.Ordinal)));
    }

    // A container that shares propagation with the host: what it mounts is seen here, below a mount of the test's own that is shared.
    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_BidirectionalMount_ShowsTheHostWhatTheContainerMounts(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var shared = Directory.CreateDirectory(Path.Combine(bundle.Directory, "shared")).FullName;
        MountPoint.Bind(shared, shared);
        try
        {
            MountPoint.MakeShared(shared);
            Directory.CreateDirectory(Path.Combine(shared, "here"));

            await RunAsync(
                bundle,
                runtime,
                "mount -t tmpfs made-in-container /shared/here",
                $$"""
                {"mounts":[{"container_path":"/shared","host_path":"{{shared}}","propagation":"PROPAGATION_BIDIRECTIONAL"}],
                 "linux":{"security_context":{"capabilities":{"add_capabilities":["SYS_ADMIN"]} } } }
                """);

            Assert.Contains($"made-in-container {shared}/here tmpfs", await File.ReadAllTextAsync("/proc/mounts", Cancelled), StringComparison.Ordinal);
        }
        finally
        {
            MountPoint.Unmount(shared, UnmountModes.Detach);
        }
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_Limits_AreInTheCgroup(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);

        var seen = await RunAsync(
            bundle,
            runtime,
            "for f in memory/memory.limit_in_bytes memory.max cpu/cpu.cfs_quota_us cpu.max; do test -e /sys/fs/cgroup/$f && cat /sys/fs/cgroup/$f; done; cat /proc/self/oom_score_adj",
            TestInput.InResources("""{"memory_limit_in_bytes":67108864,"cpu_quota":50000,"cpu_period":100000,"oom_score_adj":500,"hugepage_limits":[{"page_size":"2MB"}]}"""));

        Assert.Contains("67108864", seen);
        Assert.Contains(seen, line => line is "50000" or "50000 100000");
        Assert.Equal("500", seen[^1]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Build_Device_IsThereAndOthersAreNot(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var node = new HostDevices().Resolve("/dev/zero", "/dev/mine")[0];
        var input = bundle.Script("head -c 4 /dev/mine | wc -c; mknod /kmsg c 1 11; cat /kmsg || echo refused") with
        {
            Devices = [new ContainerDevice(node, "r")],
        };
        File.CreateSymbolicLink(Path.Combine(bundle.Root, "bin", "wc"), "busybox");

        var seen = Lines(await bundle.RunAsync(runtime, ContainerSpec.Build(input), Cancelled));

        Assert.Equal(["4", "refused"], seen);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task SandboxInit_OfASharedPidNamespace_IsProcessOneOfTheContainers(string runtime)
    {
        await using var bundle = await TestBundle.CreateAsync(Cancelled);
        var init = Directory.CreateDirectory(Path.Combine(bundle.Directory, "init")).FullName;
        File.Copy("/usr/bin/catatonit", Path.Combine(init, "catatonit"));
        foreach (var directory in (string[])["proc", "dev", "sys"])
        {
            Directory.CreateDirectory(Path.Combine(init, directory));
        }

        var pid = await bundle.StartAsync(
            runtime,
            SandboxInitSpec.Build(new SandboxInitInput
            {
                Sandbox = bundle.Sandbox,
                Node = bundle.Node,
                CgroupDriver = Cri.CgroupDriver.Cgroupfs,
                RootPath = init,
            }),
            Cancelled);
        try
        {
            var input = bundle.Script("cat /proc/1/comm; grep -E '^(CapBnd|NoNewPrivs|Seccomp|Uid)' /proc/1/status");
            var pod = input.Sandbox with { Config = TestInput.Pod(), Namespaces = input.Sandbox.Namespaces with { Pid = $"/proc/{pid}/ns/pid" } };

            var seen = Lines(await bundle.RunAsync(runtime, ContainerSpec.Build(input with { Sandbox = pod }), Cancelled));

            Assert.Equal("catatonit", seen[0]);
            Assert.Empty(Capabilities(seen, "CapBnd"));
            Assert.Contains("Uid:\t65534\t65534\t65534\t65534", seen);
            Assert.Contains("NoNewPrivs:\t1", seen);
            Assert.Contains("Seccomp:\t2", seen);
        }
        finally
        {
            await bundle.DeleteStartedAsync(runtime, CancellationToken.None);
        }
    }

    private static async Task<string[]> RunAsync(
        TestBundle bundle, string runtime, string script, string json = "{}", UnixFileMode shmMode = default, Action<TestBundle>? prepare = null)
    {
        File.SetUnixFileMode(bundle.Sandbox.ShmPath, File.GetUnixFileMode(bundle.Sandbox.ShmPath) | shmMode);
        prepare?.Invoke(bundle);
        return Lines(await bundle.RunAsync(runtime, ContainerSpec.Build(bundle.Script(script, json)), Cancelled));
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IReadOnlyList<string> Capabilities(string[] seen, string set) =>
        new CapabilitySet(Convert.ToUInt64(seen.Single(line => line.StartsWith(set, StringComparison.Ordinal)).Split('\t')[1], 16)).Names;
}
