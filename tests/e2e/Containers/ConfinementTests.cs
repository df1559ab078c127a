using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using ProfileType = Runtime.V1.SecurityProfile.Types.ProfileType;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>What the kernel keeps a container from, with both OCI runtimes.</summary>
public sealed class ConfinementTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const string UnprivilegedPorts = "net.ipv4.ip_unprivileged_port_start";

    public static TheoryData<string> Handlers => ["crun", "runc"];

    public static MatrixTheoryData<string, ProfileType?> Filters => new(["crun", "runc"], [null, ProfileType.Unconfined, ProfileType.RuntimeDefault]);

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Seccomp_Profile_IsInForce(string handler, ProfileType? type)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "grep Seccomp: /proc/self/status | cut -f2; busybox unshare -U true 2>/dev/null && echo allowed || echo refused")
            .Secured(context => context.Seccomp = type is { } asked ? new() { ProfileType = asked } : null);

        Assert.Equal(type == ProfileType.RuntimeDefault ? "2\nrefused\n" : "0\nallowed\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("crun", "localhost/")]
    [InlineData("runc", "")]
    public async Task Seccomp_ProfileOfTheNode_IsInForce(string handler, string prefix)
    {
        var path = Path.Combine(Node.Directories.Volumes, $"no-mkdir-{handler}.json");
        await File.WriteAllTextAsync(path, """
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}
            """);
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "grep Seccomp: /proc/self/status | cut -f2; mkdir /tmp/x 2>/dev/null && echo allowed || echo refused")
            .Secured(context => context.Seccomp = new() { ProfileType = ProfileType.Localhost, LocalhostRef = prefix + path });

        Assert.Equal("2\nrefused\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Seccomp_ProfileOfTheNodeThatIsNone_IsRefusedByPath()
    {
        var path = Path.Combine(Node.Directories.Volumes, "broken.json");
        await File.WriteAllTextAsync(path, """{"defaultAction": "SCMP_ACT_SHRUG"}""");
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").Secured(context => context.Seccomp = new() { ProfileType = ProfileType.Localhost, LocalhostRef = path });

        await Failures.ExpectAsync(path, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task AppArmor_OnANodeWithout_IsOnlyMissedByThoseWhoNameAProfile(string handler)
    {
        Assert.SkipWhen(File.Exists("/sys/kernel/security/apparmor/profiles"), "this node has AppArmor");
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Running(Node, "true").Secured(context => context.Apparmor = new() { ProfileType = ProfileType.RuntimeDefault });
        (await pod.RunAsync(config)).Succeeded();

        config = Configs.Running(Node, "true").Secured(context => context.Apparmor = new() { ProfileType = ProfileType.Localhost, LocalhostRef = "mine" });
        await Failures.ExpectAsync("linux.security_context.apparmor.localhost_ref", () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Paths_EmptyLists_HideNothing_AndNoContextHidesTheUsual(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        const string script = "test -c /proc/keys && echo masked || echo plain; touch /proc/sys/kernel/shmmax 2>/dev/null && echo rw || echo ro";

        Assert.Equal("plain\nrw\n", (await pod.RunAsync(Configs.Script(Node, script))).Succeeded());
        Assert.Equal("masked\nro\n", (await pod.RunAsync(Configs.Script(Node, script).With(config => config.Linux.SecurityContext = null))).Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Capabilities_Ambient_AreInAllFiveSetsOfAnyUser(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "grep Cap /proc/self/status | cut -f2 | sort -u").Secured(context =>
        {
            context.RunAsUser = new() { Value = 1000 };
            context.Capabilities = new() { DropCapabilities = { "ALL" }, AddAmbientCapabilities = { "NET_BIND_SERVICE" } };
        });

        Assert.Equal("0000000000000400\n", (await pod.RunAsync(config)).Succeeded());
    }

    // httpd binds, then goes to the background.
    [Theory]
    [InlineData("crun", "1024", false, false)]
    [InlineData("crun", "1024", true, true)]
    [InlineData("runc", "1024", true, true)]
    [InlineData("crun", null, false, true)]
    [InlineData("runc", null, false, true)]
    public async Task Port80_NeedsACapabilityOrTheSysctl(string handler, string? firstPort, bool isAmbient, bool isBound)
    {
        await using var pod = await Node.RunPodAsync(
            Pods.Networked(Node).With(config => config.Linux.Sysctls.Add(firstPort is null ? [] : new Dictionary<string, string> { [UnprivilegedPorts] = firstPort })),
            handler);
        var config = Configs.Script(Node, "httpd -p 80 -h /tmp 2>/dev/null && echo bound || echo refused").Secured(context =>
        {
            context.RunAsUser = new() { Value = 1000 };
            context.Capabilities = new() { DropCapabilities = { "ALL" } };
            if (isAmbient)
            {
                context.Capabilities.AddAmbientCapabilities.Add("NET_BIND_SERVICE");
            }
        });

        Assert.Equal(isBound ? "bound\n" : "refused\n", (await pod.RunAsync(config)).Succeeded());
    }
}
