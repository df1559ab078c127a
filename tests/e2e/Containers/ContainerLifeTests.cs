using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Create, start, stop and remove a container, in every order a kubelet may try.</summary>
public sealed class ContainerLifeTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const string Unknown = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    [Fact]
    public async Task Create_Start_Exit_Remove_ShowsEachState()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync(Configs.Script(Node, "exit 3"));

        var created = await container.StatusAsync();
        Assert.Equal((Cri.ContainerState.ContainerCreated, 0, 0), (created.State, created.StartedAt, created.FinishedAt));
        Assert.True(created.CreatedAt > 0);

        await container.StartAsync();
        var exited = await container.ExitAsync();
        Assert.Equal((3, "Error"), (exited.ExitCode, exited.Reason));
        Assert.Equal(created.CreatedAt, exited.CreatedAt);
        Assert.InRange(exited.StartedAt, created.CreatedAt, exited.FinishedAt);

        await container.RemoveAsync();
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.ContainerStatusAsync(new() { ContainerId = container.Id }));
        Assert.True(File.Exists(container.LogPath), "the log file is the kubelet's to delete");
    }

    [Fact]
    public async Task Status_EchoesTheConfiguration()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "sleep", "1000").With(container =>
        {
            container.Metadata.Attempt = 7;
            container.Annotations["io.kubernetes.container.hash"] = "line\n\t\"ü\" ";
            container.Annotations[""] = "empty key";
            container.Mounts.Add(new Cri.Mount { ContainerPath = "/etc/termination", HostPath = Volume("termination"), Readonly = true });
            container.StopSignal = Cri.Signal.Sigusr1;
        });
        var container = await pod.StartAsync(config);

        var status = await container.StatusAsync();

        Assert.Equal(Cri.ContainerState.ContainerRunning, status.State);
        Assert.Equal(config.Metadata, status.Metadata);
        Assert.Equal(config.Labels, status.Labels);
        Assert.Equal(config.Annotations, status.Annotations);
        Assert.Equal(config.Mounts, status.Mounts);
        Assert.Equal(container.LogPath, status.LogPath);
        Assert.Equal(Node.BusyboxId, status.ImageId);
        Assert.Equal(Node.Host.Busybox, status.Image.Image);
        Assert.NotEmpty(status.ImageRef);
        Assert.Equal(Cri.Signal.Sigusr1, status.StopSignal);
        Assert.Equal(0, status.User.Linux.Uid);
    }

    [Fact]
    public async Task List_Filters_AreJoinedByAnd()
    {
        await using var pod = await Node.RunPodAsync();
        await using var otherPod = await Node.RunPodAsync();
        var running = await pod.StartAsync("sleep", "1000");
        var created = await pod.CreateAsync(Configs.Running(Node, "true").With(config => config.Labels["colour"] = "red"));
        var elsewhere = await otherPod.CreateAsync("true");

        Assert.Equal(Sorted(running, created, elsewhere), await ListAsync(new()));
        Assert.Equal(Sorted(running, created), await ListAsync(new() { PodSandboxId = pod.Id }));
        Assert.Equal(Sorted(running), await ListAsync(new() { State = new() { State = Cri.ContainerState.ContainerRunning } }));
        Assert.Equal(Sorted(created), await ListAsync(new() { LabelSelector = { ["colour"] = "red" }, PodSandboxId = pod.Id }));
        Assert.Empty(await ListAsync(new() { Id = running.Id, PodSandboxId = otherPod.Id }));
        var item = (await Node.Runtime.ListContainersAsync(new() { Filter = new() { Id = created.Id } })).Containers.Single();
        Assert.Equal((created.Config.Metadata, Node.BusyboxId, pod.Id), (item.Metadata, item.ImageId, item.PodSandboxId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Stop_IgnoringTheSignal_EndsByKill(long timeout)
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "trap '' TERM; echo ready; while :; do sleep 1; done"));
        await container.LoggedAsync("ready");

        await container.StopAsync(timeout);

        Assert.Equal((Cri.ContainerState.ContainerExited, 137), Of(await container.StatusAsync()));
    }

    [Fact]
    public async Task Stop_HeedingTheSignal_EndsWithItsOwnCode()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.1; done"));
        await container.LoggedAsync("ready");

        await container.StopAsync(timeout: 60);

        Assert.Equal((Cri.ContainerState.ContainerExited, 5), Of(await container.StatusAsync()));
        Assert.Equal("ready\nbye\n", container.LogText("stdout"));
    }

    [Fact]
    public async Task Stop_UsesTheConfiguredSignal()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "trap 'exit 6' USR2; echo ready; while :; do sleep 0.1; done")
            .With(config => config.StopSignal = Cri.Signal.Sigusr2));
        await container.LoggedAsync("ready");

        await container.StopAsync(timeout: 60);

        Assert.Equal(6, (await container.StatusAsync()).ExitCode);
    }

    [Fact]
    public async Task Stop_ASecondTimeShorter_EndsTheFirst()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "trap '' TERM; echo ready; while :; do sleep 1; done"));
        await container.LoggedAsync("ready");

        var patient = container.StopAsync(timeout: 50);
        await container.StopAsync(timeout: 0);
        await patient;

        Assert.Equal(137, (await container.StatusAsync()).ExitCode);
    }

    [Fact]
    public async Task Stop_KillsGrandchildrenToo()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "sleep 1000 & setsid sleep 1000 & echo ready; wait"));
        await container.LoggedAsync("ready");

        await container.StopAsync();

        Assert.DoesNotContain(Node.Leftovers(), left => left.StartsWith("process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAndRemove_InEveryState_AreOk()
    {
        await using var pod = await Node.RunPodAsync();
        var created = await pod.CreateAsync("true");
        var running = await pod.StartAsync("sleep", "1000");

        await created.StopAsync();
        Assert.Equal(Cri.ContainerState.ContainerCreated, (await created.StatusAsync()).State);
        await created.RemoveAsync();
        await running.RemoveAsync();
        await running.RemoveAsync();
        await running.StopAsync();
        await Node.Runtime.StopContainerAsync(new() { ContainerId = Unknown });
        await Node.Runtime.RemoveContainerAsync(new() { ContainerId = Unknown });
    }

    [Fact]
    public async Task Start_AnythingButCreated_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        await Failures.ExpectAsync(StatusCode.FailedPrecondition, () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));
        await container.StopAsync();
        await Failures.ExpectAsync(StatusCode.FailedPrecondition, () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.StartContainerAsync(new() { ContainerId = Unknown }));
    }

    [Fact]
    public async Task Create_TheSameIdentityAtOnce_MakesOneContainer()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CreateAsync()));

        // A call that comes while the first is at work joins it; one that comes after it was answered is told whose identity that is.
        var made = Assert.Single(await ListAsync(new() { PodSandboxId = pod.Id }));
        Assert.All(answers, answer => Assert.Contains(made, answer, StringComparison.Ordinal));
        Assert.Contains(made, answers);

        async Task<string> CreateAsync()
        {
            try
            {
                return (await pod.CreateAsync(config)).Id;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
            {
                return e.Status.Detail;
            }
        }
    }

    [Fact]
    public async Task Create_InAStoppedSandbox_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        await pod.StopAsync();

        await Failures.ExpectAsync(StatusCode.FailedPrecondition, () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = pod.Id, Config = Configs.Running(Node, "true"), SandboxConfig = pod.Config }));
    }

    [Fact]
    public async Task Create_InNoSandbox_IsNotFound() =>
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = Unknown, Config = Configs.Running(Node, "true"), SandboxConfig = Pods.OnHostNetwork(Node) }));

    private string Volume(string name)
    {
        var path = Path.Combine(Node.Directories.Volumes, name);
        File.WriteAllText(path, "");
        return path;
    }

    private async Task<string[]> ListAsync(Cri.ContainerFilter filter) =>
        [.. (await Node.Runtime.ListContainersAsync(new() { Filter = filter })).Containers.Select(item => item.Id).Order()];

    private static string[] Sorted(params TestContainer[] containers) => [.. containers.Select(container => container.Id).Order()];

    private static (Cri.ContainerState State, int ExitCode) Of(Cri.ContainerStatus status) => (status.State, status.ExitCode);
}
