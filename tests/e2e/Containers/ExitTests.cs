using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>How an end is told: exit code, reason, message, times.</summary>
public sealed class ExitTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Theory]
    [InlineData("exit 0", 0, "Completed")]
    [InlineData("exit 1", 1, "Error")]
    [InlineData("exit 127", 127, "Error")]
    [InlineData("exit 255", 255, "Error")]
    [InlineData("kill -KILL $$", 137, "Error")]
    [InlineData("kill -SEGV $$", 139, "Error")]
    [InlineData("kill -TERM $$", 143, "Error")]
    public async Task Exit_HasCodeAndReason(string script, int exitCode, string reason)
    {
        // In the node's PID namespace: the first process of a namespace ignores signals it has no handler for.
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = Cri.NamespaceMode.Node));
        var container = await pod.StartAsync(Configs.Script(Node, script).Secured(context => context.NamespaceOptions.Pid = Cri.NamespaceMode.Node));

        var status = await container.ExitAsync();

        Assert.Equal((exitCode, reason), (status.ExitCode, status.Reason));
        Assert.InRange(status.FinishedAt, status.StartedAt, long.MaxValue);
    }

    [Theory]
    [InlineData("/no/such/program", "/no/such/program")]
    [InlineData("no-such-program", "no-such-program")]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("/tmp", "/tmp")]
    public async Task Start_WhatCannotBeRun_IsAStartError(string command, string named)
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync(command);

        await Failures.ExpectAsync(named, () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));

        var status = await container.StatusAsync();
        Assert.Equal((Cri.ContainerState.ContainerExited, 128, "StartError"), (status.State, status.ExitCode, status.Reason));
        Assert.Contains(named, status.Message, StringComparison.Ordinal);
        Assert.Equal(0, status.StartedAt);
        Assert.True(status.FinishedAt > 0);
    }

    [Fact]
    public async Task Start_AProgramForAnotherMachine_IsAStartError()
    {
        // An ELF header for a machine nobody has (e_machine 0xfffe).
        byte[] program = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[9], 2, 0, 0xfe, 0xff, 1, 0, 0, 0, .. new byte[40]];
        var path = Path.Combine(Node.Directories.Volumes, "foreign");
        await File.WriteAllBytesAsync(path, program);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync(Configs.Running(Node, "/foreign")
            .With(config => config.Mounts.Add(new Cri.Mount { HostPath = path, ContainerPath = "/foreign" })));

        var failure = await Failures.ExpectAsync("/foreign", () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));

        Assert.Contains("format", failure.Status.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((128, "StartError"), ((await container.StatusAsync()).ExitCode, (await container.StatusAsync()).Reason));
    }

    [Fact]
    public async Task Wait_OnARemovedContainer_EndsWithNotFound()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync("sleep", "1000");

        var waiting = Node.Client.Node.WaitContainerAsync(new() { ContainerId = container.Id });
        await container.RemoveAsync();

        var failure = await Record.ExceptionAsync(async () => await waiting);
        Assert.Equal(StatusCode.NotFound, Assert.IsType<RpcException>(failure).StatusCode);
    }
}
