using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Ephemeral containers that look at another container's processes (PID mode TARGET).</summary>
public sealed class TargetNamespaceTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Target_Running_ItsProcessesAreSeen(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var target = await pod.StartAsync("sleep", "4711");

        var seen = await pod.RunAsync(Aiming(target.Id, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline; ps | grep -q '[s]leep 4711' && echo seen"));

        Assert.Equal("sleep 4711 seen\n", seen.Succeeded());
        Assert.Equal(Cri.ContainerState.ContainerRunning, (await target.StatusAsync()).State);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Target_InAPodThatSharesItsNamespace_IsThePods(string handler)
    {
        await using var pod = await Node.RunPodAsync(
            Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = Cri.NamespaceMode.Pod), handler);
        var target = await pod.StartAsync(Configs.Running(Node, "sleep", "4712").Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Pod));

        var seen = await pod.RunAsync(Aiming(target.Id, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline; ps | grep -q '[s]leep 4712' && echo seen"));

        Assert.Equal("/catatonit -P seen\n", seen.Succeeded());
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task TargetEnds_TheOtherEndsWithIt(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var target = await pod.StartAsync("sleep", "1000");
        var other = await pod.StartAsync(Aiming(target.Id, "sleep", "1000"));

        await target.StopAsync();

        Assert.Equal((137, "Error"), Fate(await other.ExitAsync()));
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task TargetEndsBeforeTheStart_TheStartFails(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var target = await pod.StartAsync("sleep", "1000");
        var other = await pod.CreateAsync(Aiming(target.Id, "sleep", "1000"));
        await target.StopAsync();

        await Assert.ThrowsAsync<RpcException>(other.StartAsync);

        Assert.Equal((128, "StartError"), Fate(await other.StatusAsync()));
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task DaemonKilledBeforeTheStart_TheTargetIsStillPinned(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var target = await pod.StartAsync("sleep", "4713");
        var other = await pod.CreateAsync(Aiming(target.Id, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline"));

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();
        await other.StartAsync();

        Assert.Equal(0, (await other.ExitAsync()).ExitCode);
        Assert.StartsWith("sleep 4713", other.LogText("stdout"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_OfAnotherPod_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        await using var foreign = await Node.RunPodAsync();
        var target = await foreign.StartAsync("sleep", "1000");

        await RefusedAsync(StatusCode.FailedPrecondition, pod, target.Id, "is of another pod");
    }

    [Fact]
    public async Task Target_ThatDoesNotRun_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var created = await pod.CreateAsync("sleep", "1000");
        var exited = await pod.StartAsync("true");
        await exited.ExitAsync();
        await exited.StopAsync(timeout: 0); // waits until what the container held is released, which would be taken for a leftover

        await RefusedAsync(StatusCode.FailedPrecondition, pod, created.Id, "is not running");
        await RefusedAsync(StatusCode.FailedPrecondition, pod, exited.Id, "is not running");
        await RefusedAsync(StatusCode.NotFound, pod, "crtest-no-such-container", "crtest-no-such-container");
    }

    [Fact]
    public async Task Target_InTheNodesNamespace_IsRefused()
    {
        await using var pod = await Node.RunPodAsync(
            Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = Cri.NamespaceMode.Node));
        var target = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Node));

        await RefusedAsync(StatusCode.FailedPrecondition, pod, target.Id, "the node's PID namespace");
    }

    private static (int, string) Fate(Cri.ContainerStatus status) => (status.ExitCode, status.Reason);

    private Cri.ContainerConfig Aiming(string target, params string[] command) => Configs.Running(Node, command).Secured(context =>
    {
        context.NamespaceOptions.Pid = Cri.NamespaceMode.Target;
        context.NamespaceOptions.TargetId = target;
    });

    private async Task RefusedAsync(StatusCode code, TestPod pod, string target, string cause)
    {
        var before = Node.Leftovers();
        var request = new Cri.CreateContainerRequest { PodSandboxId = pod.Id, Config = Aiming(target, "true"), SandboxConfig = pod.Config };

        var message = await Failures.ExpectAsync(code, () => Node.Runtime.CreateContainerAsync(request));

        Assert.Contains(cause, message, StringComparison.Ordinal);
        Assert.Empty(Node.Leftovers().Except(before));
    }
}
