using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Stopping always ends, whatever the container does against it.</summary>
public sealed class StoppingTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const string Ready = "echo ready; while :; do sleep 0.1; done";
    private const string Deaf = "trap '' TERM INT HUP QUIT USR1 USR2; " + Ready;
    private const string Polite = "trap 'exit 7' TERM; " + Ready;

    // In a PID namespace of the container's own the kernel ends all with the first process; in one that is shared it does not.
    private static readonly Cri.NamespaceMode[] PidModes = [Cri.NamespaceMode.Container, Cri.NamespaceMode.Pod, Cri.NamespaceMode.Node];

    public static MatrixTheoryData<string, Cri.NamespaceMode> HandlersAndPidModes => new(["crun", "runc"], PidModes);

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(HandlersAndPidModes))]
    public async Task Deaf_WithChildrenThatHaveLeftItsSession_EndsWithAllOfThem(string handler, Cri.NamespaceMode pid)
    {
        await using var pod = await RunPodAsync(handler, pid);
        var container = await ReadyAsync(pod, pid, $"setsid sleep 1000 & (trap '' TERM; sleep 1000) & {Deaf}");

        await container.StopAsync(timeout: 1);

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
        Assert.Empty(ProcessesOf(pod, container));
    }

    [Theory]
    [MemberData(nameof(HandlersAndPidModes))]
    public async Task ForkBomb_Ends(string handler, Cri.NamespaceMode pid)
    {
        await using var pod = await RunPodAsync(handler, pid);
        var container = await pod.CreateAsync(Of(pid, "f() { f & f & wait; }; trap '' TERM; echo ready; while :; do f 2>/dev/null; done"));
        await Task.WhenAll(Controllers("pids").Select(tree => File.WriteAllTextAsync($"{tree}{pod.Config.Linux.CgroupParent}/pids.max", "50")));
        await container.StartAsync();
        await container.LoggedAsync("ready");

        await container.StopAsync(timeout: 1);

        Assert.Empty(ProcessesOf(pod, container));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task StoppedBySignal_StillEndsPolitely(string handler)
    {
        await using var pod = await RunPodAsync(handler, Cri.NamespaceMode.Node);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Node, $"echo $$ >/dev/stderr; {Polite}");
        await SignalAsync("STOP", int.Parse(container.LogText("stderr")));

        await container.StopAsync(timeout: 50);

        Assert.Equal(7, (await container.StatusAsync()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task StoppedBySignal_IsKilled(string handler)
    {
        await using var pod = await RunPodAsync(handler, Cri.NamespaceMode.Node);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Node, $"echo $$ >/dev/stderr; {Polite}");
        await SignalAsync("STOP", int.Parse(container.LogText("stderr")));

        await container.StopAsync(timeout: 0);

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
    }

    [Theory]
    [InlineData("crun", 50, 7)]
    [InlineData("crun", 0, 137)]
    [InlineData("runc", 50, 7)]
    [InlineData("runc", 0, 137)]
    public async Task Frozen_IsThawed(string handler, long timeout, int exitCode)
    {
        await using var pod = await RunPodAsync(handler, Cri.NamespaceMode.Container);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Container, Polite);
        await FreezeAsync($"{pod.Config.Linux.CgroupParent}/{container.Id}", isFrozen: true);

        await container.StopAsync(timeout);

        Assert.Equal(exitCode, (await container.StatusAsync()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task FirstProcessWithinVfork_Ends(string handler)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl") && OperatingSystem.IsLinux() && Environment.Is64BitProcess, "needs perl");
        await using var pod = await RunPodAsync(handler, Cri.NamespaceMode.Container);
        // vfork(2): until its child executes or ends, the parent does not run, nor take any signal but SIGKILL.
        var container = await pod.StartAsync(Configs.Running(Node, "/usr/bin/perl", "-e", "$| = 1; print qq(ready\\n); syscall(58) or syscall(34)").With(config =>
        {
            config.Mounts.Add(new Cri.Mount { HostPath = "/usr", ContainerPath = "/usr", Readonly = true });
            config.Mounts.Add(new Cri.Mount { HostPath = "/usr/lib", ContainerPath = "/lib", Readonly = true });
            config.Mounts.Add(new Cri.Mount { HostPath = "/usr/lib64", ContainerPath = "/lib64", Readonly = true });
        }));
        await container.LoggedAsync("ready");
        Assert.Equal(2, await Deadlines.UntilAsync(() => Task.FromResult(ProcessesOf(pod, container).Count), count => count == 2));

        await container.StopAsync(timeout: 1);

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
        Assert.Empty(ProcessesOf(pod, container));
    }

    // On version 1 a process frozen with a group above its container's takes no signal, as one in the kernel's uninterruptible sleep.
    [Fact]
    public async Task WhatNoSignalEnds_FailsTheCallAndEndsWhenItCan()
    {
        Assert.SkipWhen(CgroupTrees.Hierarchies.Count == 1, "on version 2 a frozen process can be killed");
        await using var pod = await RunPodAsync("crun", Cri.NamespaceMode.Container);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Container, Polite);
        await FreezeAsync(pod.Config.Linux.CgroupParent, isFrozen: true);
        try
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2);
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await Node.Runtime.StopContainerAsync(new() { ContainerId = container.Id }, deadline: deadline));

            Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
            Assert.Equal(Cri.ContainerState.ContainerRunning, (await container.StatusAsync()).State);
        }
        finally
        {
            await FreezeAsync(pod.Config.Linux.CgroupParent, isFrozen: false);
        }

        Assert.Equal(137, (await container.ExitAsync()).ExitCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public async Task AnyGrace_IsShortenedByALaterStop(long timeout)
    {
        await using var pod = await RunPodAsync("crun", Cri.NamespaceMode.Container);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Container, $"trap 'echo asked' TERM; {Ready}");

        var patient = container.StopAsync(timeout);
        await container.LoggedAsync("asked");
        await container.StopAsync(timeout: 0);
        await patient;

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
        Assert.Equal("ready\nasked\n", container.LogText("stdout"));
    }

    [Theory]
    [MemberData(nameof(HandlersAndPidModes))]
    public async Task Exec_EndsWithItsContainer(string handler, Cri.NamespaceMode pid)
    {
        await using var pod = await RunPodAsync(handler, pid);
        var container = await ReadyAsync(pod, pid, Polite);
        var exec = Node.Runtime.ExecSyncAsync(new() { ContainerId = container.Id, Cmd = { "sh", "-c", "trap '' TERM; echo >/tmp/executed; sleep 1000; sleep 1000" } });
        await Deadlines.UntilAsync(async () => (await container.ExecAsync("test", "-e", "/tmp/executed")).ExitCode, code => code == 0);

        await container.StopAsync(timeout: 50);

        Assert.Empty(ProcessesOf(pod, container));
        Assert.Equal(137, (await exec).ExitCode);
    }

    [Theory]
    [MemberData(nameof(HandlersAndPidModes))]
    public async Task StopPodSandbox_StubbornContainers_EndsAll(string handler, Cri.NamespaceMode pid)
    {
        await using var pod = await RunPodAsync(handler, pid);
        var deaf = await ReadyAsync(pod, pid, $"setsid sleep 1000 & {Deaf}");
        var frozen = await ReadyAsync(pod, pid, $"setsid sleep 1000 & {Polite}");
        await FreezeAsync($"{pod.Config.Linux.CgroupParent}/{frozen.Id}", isFrozen: true);

        await pod.StopAsync();

        Assert.Empty(CgroupTrees.Processes(pod.Config.Linux.CgroupParent));
        Assert.Equal((137, 137), ((await deaf.StatusAsync()).ExitCode, (await frozen.StatusAsync()).ExitCode));
    }

    [Theory]
    [MemberData(nameof(HandlersAndPidModes))]
    public async Task Remove_Running_EndsAll(string handler, Cri.NamespaceMode pid)
    {
        await using var pod = await RunPodAsync(handler, pid);
        var container = await ReadyAsync(pod, pid, $"setsid sleep 1000 & {Deaf}");

        await container.RemoveAsync();

        Assert.Empty(ProcessesOf(pod, container));
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.ContainerStatusAsync(new() { ContainerId = container.Id }));
    }

    [Fact]
    public async Task StillStarting_IsStoppedOnceItRuns()
    {
        await using var node = TestNode.Configure(Node.Host);
        var (begun, go) = (Path.Combine(node.Directories.Volumes, "begun"), Path.Combine(node.Directories.Volumes, "go"));
        var slow = Path.Combine(node.Directories.Volumes, "slow-runtime");
        await File.WriteAllTextAsync(slow, $"#!/bin/sh\ncase \"$*\" in *' create '*) touch {begun}; until test -e {go}; do sleep 0.05; done;; esac; exec crun \"$@\"\n");
        File.SetUnixFileMode(slow, (UnixFileMode)0b111_101_101);
        await File.AppendAllTextAsync(node.Directories.Configuration, $"runtimes: {{crun: {{path: {slow}}}}}\n");
        await node.StartDaemonAsync();
        await using var pod = await node.RunPodAsync();
        var container = await pod.CreateAsync(Configs.Of(await node.PullAsync(Node.Host.Busybox), "sleep", "1000"));

        var start = container.StartAsync();
        Assert.True(await Deadlines.UntilAsync(() => Task.FromResult(File.Exists(begun)), yes => yes));
        var stop = container.StopAsync(timeout: 0);
        await File.WriteAllTextAsync(go, "");
        await start;
        await stop;

        Assert.Equal((Cri.ContainerState.ContainerExited, 137), ((await container.StatusAsync()).State, (await container.StatusAsync()).ExitCode));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task DaemonKilledDuringAStop_ANewStopEndsIt(string handler)
    {
        await using var pod = await RunPodAsync(handler, Cri.NamespaceMode.Container);
        var container = await ReadyAsync(pod, Cri.NamespaceMode.Container, $"trap 'echo asked' TERM; {Ready}");
        var cut = Record.ExceptionAsync(() => container.StopAsync(timeout: 1000)).AsTask();
        await container.LoggedAsync("asked");

        await Node.EndDaemonAsync();
        Assert.IsType<RpcException>(await cut);
        await Node.StartDaemonAsync();
        Assert.Equal(Cri.ContainerState.ContainerRunning, (await container.StatusAsync()).State);
        await container.StopAsync(timeout: 1);

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
    }

    [Fact]
    public async Task UnknownSignal_IsRefusedAtCreate()
    {
        await using var pod = await RunPodAsync("crun", Cri.NamespaceMode.Container);

        var said = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new()
        {
            PodSandboxId = pod.Id,
            Config = Configs.Running(Node, "true").With(config => config.StopSignal = (Cri.Signal)4711),
            SandboxConfig = pod.Config,
        }));

        Assert.Contains("stop_signal", said, StringComparison.Ordinal);
    }

    private Task<TestPod> RunPodAsync(string handler, Cri.NamespaceMode pid) => Node.RunPodAsync(
        Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = pid), handler);

    private Cri.ContainerConfig Of(Cri.NamespaceMode pid, string script) =>
        Configs.Script(Node, script).Secured(context => context.NamespaceOptions.Pid = pid);

    private async Task<TestContainer> ReadyAsync(TestPod pod, Cri.NamespaceMode pid, string script)
    {
        var container = await pod.StartAsync(Of(pid, script));
        await container.LoggedAsync("ready");
        return container;
    }

    private static IReadOnlyList<int> ProcessesOf(TestPod pod, TestContainer container) =>
        CgroupTrees.Processes($"{pod.Config.Linux.CgroupParent}/{container.Id}");

    private static async Task FreezeAsync(string cgroup, bool isFrozen)
    {
        foreach (var tree in Controllers("freezer"))
        {
            var (file, content) = CgroupTrees.Hierarchies.Count == 1 ? ("cgroup.freeze", isFrozen ? "1" : "0") : ("freezer.state", isFrozen ? "FROZEN" : "THAWED");
            await File.WriteAllTextAsync($"{tree}{cgroup}/{file}", content);
        }
    }

    private static IEnumerable<string> Controllers(string name) =>
        CgroupTrees.Hierarchies.Count == 1 ? CgroupTrees.Hierarchies : CgroupTrees.Hierarchies.Where(tree => Path.GetFileName(tree) == name);

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString()]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
