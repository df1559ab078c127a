using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Probes and hooks: a further command in a running container.</summary>
public sealed class ExecSyncTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const int CapBytes = 16 << 20;

    [Fact]
    public async Task Exec_HasBothStreamsAndTheCode()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        Assert.Equal(new Output(7, "out\n", "err\n"), await container.ExecAsync("sh", "-c", "echo out; echo err >&2; exit 7"));
        Assert.Equal(new Output(137, "", ""), await container.ExecAsync("sh", "-c", "kill -9 $$"));
    }

    [Fact]
    public async Task Exec_IsOfTheContainer()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "sleep", "1000").With(container =>
        {
            container.WorkingDir = "/tmp";
            container.Envs.Add(new Cri.KeyValue { Key = "MINE", Value = Google.Protobuf.ByteString.CopyFromUtf8("yes") });
        }).Secured(context => context.RunAsUser = new() { Value = 1000 });
        var container = await pod.StartAsync(config);

        Assert.Equal("/tmp yes 1000 sleep 1000\n", (await container.ExecAsync("sh", "-c", "echo $(pwd) $MINE $(id -u) $(tr '\\0' ' ' </proc/1/cmdline)")).Succeeded());
    }

    [Fact]
    public async Task Exec_HasNoInput()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        Assert.Equal("end\n", (await container.ExecAsync("sh", "-c", "cat; echo end")).Succeeded());
    }

    [Fact]
    public async Task Timeout_EndsTheCommand()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        await Failures.ExpectAsync(StatusCode.DeadlineExceeded, () => Node.Runtime.ExecSyncAsync(
            new() { ContainerId = container.Id, Cmd = { "sleep", "5151" }, Timeout = 1 }));

        var left = await Deadlines.UntilAsync(
            () => Task.FromResult(ProcessTable.All().Count(process => process.CommandLine == "sleep 5151")), count => count == 0, TimeSpan.FromSeconds(10));
        Assert.Equal(0, left);
        Assert.Equal(Cri.ContainerState.ContainerRunning, (await container.StatusAsync()).State);
    }

    [Fact]
    public async Task Exec_AGrandchildHoldingTheOutput_DoesNotHang()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        Assert.Equal("parent\n", (await container.ExecAsync("sh", "-c", "sleep 1000 & echo parent")).Succeeded());
    }

    [Fact]
    public async Task Output_BeyondTheCap_IsDroppedWhileTheCommandRunsOn()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        var answer = await container.ExecBytesAsync(["sh", "-c", "head -c 20000000 /dev/zero; echo ran to its end >/tmp/end; exit 3"], timeout: 0);

        Assert.Equal(3, answer.ExitCode);
        Assert.InRange(answer.Stdout.Length, CapBytes - (64 << 10), CapBytes);
        Assert.Equal("ran to its end\n", (await container.ExecAsync("cat", "/tmp/end")).Succeeded());
    }

    [Fact]
    public async Task Output_OfSomeMegabytes_IsComplete()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        var answer = await container.ExecBytesAsync(["head", "-c", "8000000", "/dev/zero"], timeout: 0);

        Assert.Equal((0, 8_000_000, 0), (answer.ExitCode, answer.Stdout.Length, answer.Stderr.Length));
    }

    [Fact]
    public async Task Exec_OfNoSuchProgram_IsTold()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        await Failures.ExpectAsync("no-such-program", () => Node.Runtime.ExecSyncAsync(new() { ContainerId = container.Id, Cmd = { "no-such-program" } }));
    }

    [Fact]
    public async Task Exec_WhereNothingRuns_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var created = await pod.CreateAsync("true");

        await Failures.ExpectAsync(StatusCode.FailedPrecondition, () => Node.Runtime.ExecSyncAsync(new() { ContainerId = created.Id, Cmd = { "true" } }));
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.ExecSyncAsync(new() { ContainerId = "none", Cmd = { "true" } }));
        await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.ExecSyncAsync(new() { ContainerId = created.Id }));
    }

    [Fact]
    public async Task ManyAtOnce_AllAnswer()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        var outputs = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => container.ExecAsync("echo", number.ToString())));

        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}\n"), outputs.Select(output => output.Succeeded()));
    }
}
