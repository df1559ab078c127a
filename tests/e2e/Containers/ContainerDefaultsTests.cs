using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;
using Google.Protobuf;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>What the node's configuration gives every container, and what clients and images have instead.</summary>
public sealed class ContainerDefaultsTests(ConfiguredNode fixture) : IClassFixture<ConfiguredNode>
{
    private TestNode Node => fixture.Node;

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task EveryContainer_HasThem(string handler)
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node), handler);
        const string script =
            """
            echo $GIVEN $BOTH; date +%Z; ulimit -Sn; ulimit -Hn; ulimit -c; cat /sys/fs/cgroup/pids/pids.max
            cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range
            """;
        var config = Configs.Script(Node, script).With(container => container.Envs.Add(new Cri.KeyValue { Key = "BOTH", Value = ByteString.CopyFromUtf8("client") }));

        Assert.Equal("node client\nJST\n512\n2048\n0\n99\n1024\n0\t2147483647\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task TimeZone_OverALinkOfTheImage_LeavesTheZoneItLedTo(string handler)
    {
        var layer = new LayerBuilder().Directory("usr").Directory("usr/share").Directory("usr/share/zoneinfo")
            .Program("usr/share/zoneinfo/UTC", await File.ReadAllBytesAsync("/usr/share/zoneinfo/Etc/UTC")).Link("etc/localtime", "/usr/share/zoneinfo/UTC");
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings(), layer));
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);

        Assert.Equal("JST\nUTC\n", (await pod.RunAsync(Configs.Of(image.Id, "sh", "-c", "date +%Z; TZ=:UTC date +%Z"))).Succeeded());
    }

    [Fact]
    public async Task HostNetwork_KeepsTheNodesParameters()
    {
        var own = await File.ReadAllTextAsync("/proc/sys/net/ipv4/ping_group_range");
        await using var pod = await Node.RunPodAsync();

        Assert.Equal(own, (await pod.RunAsync("cat", "/proc/sys/net/ipv4/ping_group_range")).Succeeded());
        Assert.Equal(own, await File.ReadAllTextAsync("/proc/sys/net/ipv4/ping_group_range"));
    }

    // mem, which no container is given: the node is made, and the device controller decides.
    [Theory]
    [InlineData("crun", "devices readable")]
    [InlineData("runc", "devices readable")]
    [InlineData("bare-crun", "none refused")]
    [InlineData("bare-runc", "none refused")]
    public async Task Privileged_HasTheNodesDevicesUnlessItsHandlerWithholdsThem(string handler, string expected)
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.Privileged = true), handler);
        const string script =
            "test -e /dev/kmsg && echo devices || echo none; busybox mknod /tmp/kmsg c 1 11; dd if=/tmp/kmsg of=/dev/null bs=8192 count=1 2>/dev/null && echo readable || echo refused";
        var config = Configs.Script(Node, script).Secured(context => context.Privileged = true);

        Assert.Equal(expected, (await pod.RunAsync(config)).Succeeded().Trim().Replace('\n', ' '));
    }

    [Fact]
    public async Task WhatTheDaemonMayNotGive_IsToldOnce()
    {
        await using var pod = await Node.RunPodAsync();
        (await pod.RunAsync("true")).Succeeded();
        (await pod.RunAsync("true")).Succeeded();
        var told = (await File.ReadAllLinesAsync(Node.Directories.DaemonLog)).Count(line => line.Contains("RLIMIT_NPROC: this daemon may not give", StringComparison.Ordinal));

        Assert.Equal(fixture.MayRaiseLimits ? 0 : 1, told);
    }

    [Fact]
    public async Task Status_Verbose_TellsHowContainersAreConfined()
    {
        var info = (await Node.Runtime.StatusAsync(new() { Verbose = true })).Info["security"];

        Assert.Contains("\"appArmor\":", info, StringComparison.Ordinal);
        Assert.Contains("\"seLinux\":", info, StringComparison.Ordinal);
        Assert.Contains("CAP_CHOWN", info, StringComparison.Ordinal);
    }
}
