using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>OCI runtimes by configuration: which program runs a pod, and what becomes of its pods when it is not there any more.</summary>
public sealed class RuntimeHandlerTests(TestHost host)
{
    private const string Runtimes = """
        runtimes:
          crun: {path: crun}
          runc: {path: runc}
        """;

    private const string Both = $"defaultRuntime: crun\n{Runtimes}";

    [Fact]
    public async Task Configured_EveryOption_ReachesTheProgram()
    {
        await using var node = await TestNode.StartAsync(host, more: Both);
        var (said, program, root) = (Path.Combine(node.Directories.Volumes, "said"), Path.Combine(node.Directories.Volumes, "runtime"), Path.Combine(node.Directories.Run, "own-root"));
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho \"$@\" >>{said}\nexec crun \"$@\"\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        await RestartAsync(node, $"{Both}\n  own: {{path: {program}, root: {root}, arguments: [--log-format=json], createArguments: [--no-new-keyring]}}");
        await using var pod = await node.RunPodAsync(runtimeHandler: "own");

        var container = await pod.StartAsync("sleep", "1000");

        Assert.Equal("own", (await pod.StatusAsync()).RuntimeHandler);
        Assert.True(Directory.Exists(Path.Combine(root, container.Id)));
        var lines = await File.ReadAllLinesAsync(said);
        Assert.Contains(lines, line => line.StartsWith($"--root {root} --log-format=json create --bundle ", StringComparison.Ordinal)
            && line.EndsWith($" --no-new-keyring {container.Id}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line == $"--root {root} --log-format=json start {container.Id}");
    }

    [Fact]
    public async Task DefaultHandlerChanges_PodsKeepTheirs()
    {
        await using var node = await TestNode.StartAsync(host, more: $"{Runtimes}\ndefaultRuntime: runc");
        await using var pod = await node.RunPodAsync();
        var running = await pod.StartAsync("sleep", "1000");
        var created = await pod.CreateAsync("sleep", "1000");
        Assert.True(Directory.Exists(StateOf(node, "runc", running)));

        await RestartAsync(node, Both);

        Assert.Equal("here\n", (await running.ExecAsync("echo", "here")).Succeeded());
        await created.StartAsync();
        Assert.True(Directory.Exists(StateOf(node, "runc", created)));
        await using var later = await node.RunPodAsync();
        Assert.True(Directory.Exists(StateOf(node, "crun", await later.StartAsync("sleep", "1000"))));

        await running.StopAsync();
        await running.RemoveAsync();
        Assert.False(Directory.Exists(StateOf(node, "runc", running)));
    }

    [Theory]
    [InlineData(Cri.NamespaceMode.Container)]
    [InlineData(Cri.NamespaceMode.Pod)]
    public async Task HandlerRemoved_ItsPodsCanStillBeSeenAndEnded(Cri.NamespaceMode pid)
    {
        await using var node = await TestNode.StartAsync(host, more: $"{Both}\n  gone: {{path: crun}}");
        var pod = await node.RunPodAsync(
            Pods.OnHostNetwork(node).With(config => config.Linux.SecurityContext.NamespaceOptions.Pid = pid), "gone");
        var running = await pod.StartAsync(Configs.Running(node, "sleep", "1000").Secured(context => context.NamespaceOptions.Pid = pid));
        var created = await pod.CreateAsync(Configs.Running(node, "sleep", "1000").Secured(context => context.NamespaceOptions.Pid = pid));
        var state = StateOf(node, "gone", running);
        Assert.True(Directory.Exists(state));

        await RestartAsync(node, Both);

        Assert.Equal(("gone", Cri.PodSandboxState.SandboxReady), ((await pod.StatusAsync()).RuntimeHandler, (await pod.StatusAsync()).State));
        Assert.Equal(Cri.ContainerState.ContainerRunning, (await running.StatusAsync()).State);
        Assert.Equal(2, (await node.Runtime.ListContainersAsync(new())).Containers.Count);
        await Failures.ExpectAsync("runtime handler gone is not configured", () => node.Runtime.ExecSyncAsync(new() { ContainerId = running.Id, Cmd = { "true" } }));
        await Failures.ExpectAsync("runtime handler gone is not configured", () => node.Runtime.StartContainerAsync(new() { ContainerId = created.Id }));

        await running.StopAsync();
        Assert.Equal(137, (await running.StatusAsync()).ExitCode);
        await pod.StopAsync();
        await pod.RemoveAsync();

        Assert.False(Directory.Exists(state));
        Assert.Contains($"container {running.Id} taken down without its OCI runtime", await File.ReadAllTextAsync(node.Directories.DaemonLog), StringComparison.Ordinal);
        var remains = await Deadlines.UntilAsync(() => Task.FromResult(node.Leftovers()), found => found.Count == 0, TimeSpan.FromSeconds(5));
        Assert.Empty(remains);
    }

    [Fact]
    public async Task ProgramUninstalled_ItsPodsCanStillBeEnded()
    {
        await using var node = await TestNode.StartAsync(host, more: Both);
        var program = Path.Combine(node.Directories.Volumes, "runtime");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec runc \"$@\"\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        await RestartAsync(node, $"{Both}\n  own: {{path: {program}}}");
        var pod = await node.RunPodAsync(runtimeHandler: "own");
        var container = await pod.StartAsync("sleep", "1000");

        File.Delete(program);
        await Failures.ExpectAsync(
            $"runtime handler own: program {program} is not installed", () => node.Runtime.ExecSyncAsync(new() { ContainerId = container.Id, Cmd = { "true" } }));
        await container.StopAsync();
        await container.RemoveAsync();
        await pod.StopAsync();
        await pod.RemoveAsync();

        // The program's own directory stays, as it does with the program there.
        Assert.False(Directory.Exists(StateOf(node, "own", container)));
        var remains = await Deadlines.UntilAsync(() => Task.FromResult(node.Leftovers().Where(found => !found.EndsWith("/oci/own", StringComparison.Ordinal)).ToList()), found => found.Count == 0, TimeSpan.FromSeconds(5));
        Assert.Empty(remains);
    }

    [Fact]
    public async Task ProgramNotInstalled_IsToldByHandlerAndProgram()
    {
        await using var node = await TestNode.StartAsync(host, more: $"{Both}\n  absent: {{path: /usr/bin/crtest-absent}}");

        var message = await Failures.ExpectAsync(
            StatusCode.FailedPrecondition, () => node.Runtime.RunPodSandboxAsync(new() { Config = Pods.OnHostNetwork(node), RuntimeHandler = "absent" }));

        Assert.Contains("runtime handler absent: program /usr/bin/crtest-absent is not installed", message, StringComparison.Ordinal);
        var unknown = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => node.Runtime.RunPodSandboxAsync(new() { Config = Pods.OnHostNetwork(node), RuntimeHandler = "unknown" }));
        Assert.Contains("runtime handler unknown is not configured", unknown, StringComparison.Ordinal);
        Assert.Empty((await node.Runtime.ListPodSandboxAsync(new())).Items);
    }

    private static string StateOf(TestNode node, string handler, TestContainer container) =>
        Path.Combine(node.Directories.Run, "oci", handler, container.Id);

    private static async Task RestartAsync(TestNode node, string more)
    {
        await node.EndDaemonAsync(DaemonProcess.SigTerm);
        node.Reconfigure(more);
        await node.StartDaemonAsync();
    }
}
