using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>What the first process may do: capabilities, seccomp, privileges, hidden and read-only paths.</summary>
public sealed class SecurityTests(NodeFixture fixture) : NodeTests(fixture)
{
    // capabilities(7): bits of the sets in /proc/<pid>/status
    private const ulong Chown = 1UL << 0;
    private const ulong Kill = 1UL << 5;
    private const ulong NetAdmin = 1UL << 12;
    private const ulong SysTime = 1UL << 25;

    [Fact]
    public async Task Capabilities_Default_IsAShortList()
    {
        var effective = await CapabilitiesAsync(_ => { }, "CapEff");

        Assert.Equal(Chown | Kill, effective & (Chown | Kill | NetAdmin | SysTime));
    }

    [Fact]
    public async Task Capabilities_AddedAndDropped()
    {
        var effective = await CapabilitiesAsync(
            context => context.Capabilities = new() { AddCapabilities = { "NET_ADMIN" }, DropCapabilities = { "CHOWN" } }, "CapEff");

        Assert.Equal(Kill | NetAdmin, effective & (Chown | Kill | NetAdmin | SysTime));
    }

    [Fact]
    public async Task Capabilities_AllDroppedThenOneAdded()
    {
        Assert.Equal(Kill, await CapabilitiesAsync(
            context => context.Capabilities = new() { DropCapabilities = { "ALL" }, AddCapabilities = { "kill" } }, "CapBnd"));
    }

    [Fact]
    public async Task Capabilities_Ambient_ReachAnotherUser()
    {
        Assert.Equal(Kill, await CapabilitiesAsync(
            context =>
            {
                context.RunAsUser = new() { Value = 1000 };
                context.Capabilities = new() { AddAmbientCapabilities = { "KILL" } };
            },
            "CapEff"));
    }

    [Fact]
    public async Task Privileged_HasEverythingTheDaemonHas()
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.Privileged = true));
        var config = Configs.Script(Node, "grep CapBnd /proc/self/status; grep Seccomp: /proc/self/status; hostname >/proc/sys/kernel/hostname && echo writable; test -e /dev/kmsg && echo devices")
            .Secured(context =>
            {
                context.Privileged = true;
                context.Seccomp = Profile(Cri.SecurityProfile.Types.ProfileType.RuntimeDefault);
            });

        var output = (await pod.RunAsync(config)).Succeeded();

        var own = File.ReadLines($"/proc/{Node.DaemonPid}/status").Single(line => line.StartsWith("CapBnd", StringComparison.Ordinal));
        Assert.Equal($"{own}\nSeccomp:\t0\nwritable\ndevices\n", output);
    }

    [Fact]
    public async Task Privileged_InAnUnprivilegedSandbox_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").Secured(context => context.Privileged = true);

        await Failures.ExpectAsync("privileged", () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    [Theory]
    [InlineData(false, "rw")]
    [InlineData(true, "ro")]
    public async Task RootFileSystem_ReadOnlyOrNot(bool readOnly, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "touch /file 2>/dev/null && echo rw || echo ro").Secured(context => context.ReadonlyRootfs = readOnly);

        Assert.Equal(expected + "\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task MaskedAndReadOnlyPaths_AsGiven()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "cat /etc/passwd; ls /home/; touch /tmp/file 2>/dev/null || echo read-only; wc -c </proc/keys >/dev/null && echo keys")
            .Secured(context =>
            {
                context.MaskedPaths.Add(["/etc/passwd", "/no/such/path"]);
                context.ReadonlyPaths.Add("/tmp");
            });

        Assert.Equal("read-only\nkeys\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Sys_IsReadOnly()
    {
        await using var pod = await Node.RunPodAsync();

        // On version 1 there is a tmpfs of the OCI runtime's own above the controllers' trees.
        const string script = "d=/sys/fs/cgroup; [ -d $d/memory ] && d=$d/memory; mkdir $d/new 2>/dev/null && echo rw || echo ro";
        Assert.Equal("ro\n", (await pod.RunAsync("sh", "-c", script)).Succeeded());
    }

    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "1")]
    public async Task NoNewPrivileges_SetsTheKernelFlag(bool asked, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "grep NoNewPrivs /proc/self/status | cut -f2").Secured(context => context.NoNewPrivs = asked);

        Assert.Equal(expected + "\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData(null, "0")]
    [InlineData(Cri.SecurityProfile.Types.ProfileType.Unconfined, "0")]
    [InlineData(Cri.SecurityProfile.Types.ProfileType.RuntimeDefault, "2")]
    public async Task Seccomp_ModeInTheKernel(Cri.SecurityProfile.Types.ProfileType? profile, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "grep Seccomp: /proc/self/status | cut -f2").Secured(context => context.Seccomp = profile is { } type ? Profile(type) : null);

        Assert.Equal(expected + "\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Seccomp_LocalProfile_IsApplied()
    {
        var path = Path.Combine(Node.Directories.Volumes, "no-chmod.json");
        await File.WriteAllTextAsync(path, """
            {"defaultAction": "SCMP_ACT_ALLOW",
             "syscalls": [{"names": ["chmod", "fchmod", "fchmodat", "fchmodat2"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}
            """);
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "touch /tmp/file; chmod 600 /tmp/file 2>/dev/null && echo allowed || echo refused").Secured(context =>
            context.Seccomp = new() { ProfileType = Cri.SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = path });

        Assert.Equal("refused\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Seccomp_LocalProfileThatIsNotThere_IsRefusedByPath()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").Secured(context =>
            context.Seccomp = new() { ProfileType = Cri.SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = "/no/such/profile.json" });

        await Failures.ExpectAsync("/no/such/profile.json", () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    private static Cri.SecurityProfile Profile(Cri.SecurityProfile.Types.ProfileType type) => new() { ProfileType = type };

    private async Task<ulong> CapabilitiesAsync(Action<Cri.LinuxContainerSecurityContext> change, string set)
    {
        await using var pod = await Node.RunPodAsync();
        var output = await pod.RunAsync(Configs.Script(Node, $"grep {set} /proc/self/status | cut -f2").Secured(change));
        return Convert.ToUInt64(output.Succeeded().Trim(), 16);
    }
}
