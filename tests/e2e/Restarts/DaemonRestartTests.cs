using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Restarts;

/// <summary>The daemon is killed and started again: pods, containers, logs and exits are as if nothing had happened.</summary>
public sealed class DaemonRestartTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Fact]
    public async Task Kill_WhileContainersRunAndExit_LosesNothing()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));
        var running = await pod.StartAsync("sleep", "1000");
        var exiting = await pod.StartAsync("sh", "-c", "echo before; until test -e /tmp/go; do sleep 0.05; done; echo after; exit 42");
        var created = await pod.CreateAsync("echo", "late");
        await exiting.LoggedAsync("before");
        await exiting.ExecAsync("sh", "-c", "(sleep 1; touch /tmp/go) >/dev/null 2>&1 &");
        var before = await SeenAsync();

        await Node.EndDaemonAsync();
        await exiting.LoggedAsync("after");
        await Node.StartDaemonAsync();

        var exit = await exiting.ExitAsync();
        Assert.Equal((42, "Error", "before\nafter\n"), (exit.ExitCode, exit.Reason, exiting.LogText("stdout")));
        var after = await SeenAsync();
        Assert.Equal(before.Pods, after.Pods);
        Assert.Equal(before.Containers.Where(container => container.Id != exiting.Id), after.Containers.Where(container => container.Id != exiting.Id));

        Assert.Equal("still me\n", (await running.ExecAsync("echo", "still me")).Succeeded());
        await created.StartAsync();
        Assert.Equal(0, (await created.ExitAsync()).ExitCode);
        await running.StopAsync();
        Assert.Equal(137, (await running.StatusAsync()).ExitCode);
    }

    [Fact]
    public async Task Kill_WhileAContainerWrites_LosesAndTearsNoLine()
    {
        const int Lines = 300_000;
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("seq", Lines.ToString());

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();

        Assert.Equal(0, (await container.ExitAsync()).ExitCode);
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => number.ToString()), container.Log().Select(record => record.Content));
    }

    [Fact]
    public async Task Restart_Politely_KeepsContainersToo()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        await Node.EndDaemonAsync(DaemonProcess.SigTerm);
        await Node.StartDaemonAsync();

        Assert.Equal(Cri.ContainerState.ContainerRunning, (await container.StatusAsync()).State);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(25)]
    [InlineData(60)]
    [InlineData(120)]
    public async Task Kill_InTheMiddleOfRunAndCreate_LeavesNothingHalf(int milliseconds)
    {
        var configs = Enumerable.Range(0, 4).Select(_ => Pods.Networked(Node)).ToList();
        var calls = configs.Select(config => Record.ExceptionAsync(async () =>
        {
            var pod = await Node.RunPodAsync(config);
            await pod.StartAsync("sleep", "1000");
        }).AsTask()).ToList();
        await Task.Delay(milliseconds);
        await Node.EndDaemonAsync();
        await Task.WhenAll(calls);
        await Node.StartDaemonAsync();

        // The kubelet's retry, with the same identity, must work whatever was there.
        foreach (var config in configs)
        {
            await using var pod = await RetryAsync(config);
            Assert.Equal("works\n", (await pod.RunAsync("echo", "works")).Succeeded());
        }

        await Node.RemovePodsAsync();
    }

    // The daemon mounts before it has the keeper launch: what it mounted for a launch that never came is another root below the next one.
    [Fact]
    public async Task Kill_BetweenMountAndLaunch_ContainerStartsAsIfNothingHadBeenMounted()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync("echo", "works");
        await Node.EndDaemonAsync();
        var bundle = Path.Combine(Node.Directories.Run, "containers", container.Id);
        for (var i = 0; i < 2; i++)
        {
            using var mount = System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "cut-short", Path.Combine(bundle, "rootfs")]);
            await mount.WaitForExitAsync();
            Assert.Equal(0, mount.ExitCode);
        }

        await Node.StartDaemonAsync();
        await container.StartAsync();

        Assert.Equal(0, (await container.ExitAsync()).ExitCode);
        Assert.Equal("works\n", container.LogText("stdout"));
        await container.RemoveAsync();
        Assert.Empty(Leftovers.MountTable.Below(bundle));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public async Task Kill_InTheMiddleOfAPull_LeavesNoHalfImage(int milliseconds)
    {
        var repository = $"restart-{Guid.NewGuid():n}";
        var noise = new byte[4 << 20];
        new Random(milliseconds).NextBytes(noise);
        await Node.Host.Publisher.PushAsync(Images.TestImages.Unique(Convert.ToBase64String(noise)), repository, "latest");
        var reference = $"{Node.Host.Plain.Address}/{repository}:latest";

        var pull = Record.ExceptionAsync(() => Node.PullAsync(reference)).AsTask();
        await Task.Delay(milliseconds);
        await Node.EndDaemonAsync();
        await pull;
        await Node.StartDaemonAsync();

        var id = await Node.PullAsync(reference);
        await using var pod = await Node.RunPodAsync();
        Assert.Equal(Convert.ToBase64String(noise), (await pod.RunAsync(Configs.Of(id))).Succeeded().TrimEnd('\n'));
        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = id } });
    }

    // A sandbox that was cut off may still be listed as not ready: the kubelet then removes it and tries the next attempt.
    private async Task<TestPod> RetryAsync(Cri.PodSandboxConfig config)
    {
        var items = (await Node.Runtime.ListPodSandboxAsync(new() { Filter = new() { LabelSelector = { config.Labels } } })).Items;
        foreach (var item in items.Where(item => item.State == Cri.PodSandboxState.SandboxNotready))
        {
            await Node.Runtime.StopPodSandboxAsync(new() { PodSandboxId = item.Id });
            await Node.Runtime.RemovePodSandboxAsync(new() { PodSandboxId = item.Id });
        }

        return items.FirstOrDefault(item => item.State == Cri.PodSandboxState.SandboxReady) is { } ready
            ? new TestPod(Node, config, ready.Id)
            : await Node.RunPodAsync(config);
    }

    private async Task<(List<Cri.PodSandboxStatus> Pods, List<Cri.ContainerStatus> Containers)> SeenAsync()
    {
        var pods = (await Node.Runtime.ListPodSandboxAsync(new())).Items.OrderBy(item => item.Id, StringComparer.Ordinal);
        var containers = (await Node.Runtime.ListContainersAsync(new())).Containers.OrderBy(item => item.Id, StringComparer.Ordinal);
        return (
            [.. (await Task.WhenAll(pods.Select(async item => await Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = item.Id })))).Select(answer => answer.Status)],
            [.. (await Task.WhenAll(containers.Select(async item => await Node.Runtime.ContainerStatusAsync(new() { ContainerId = item.Id })))).Select(answer => answer.Status)]);
    }
}
