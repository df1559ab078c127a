using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>Run, look at, stop and remove a sandbox, in every order a kubelet may try.</summary>
public sealed class SandboxLifeTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const string Unknown = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Run_Stop_Remove_ShowsEachState()
    {
        var before = TimeProvider.System.GetUtcNow();
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config =>
        {
            config.Annotations["note"] = "with\nlines, ünicode and \"quotes\"";
            config.Metadata.Attempt = 3;
        }));

        var ready = await pod.StatusAsync();
        Assert.Equal(pod.Id, ready.Id);
        Assert.Equal(pod.Config.Metadata, ready.Metadata);
        Assert.Equal(Cri.PodSandboxState.SandboxReady, ready.State);
        Assert.Equal(pod.Config.Labels, ready.Labels);
        Assert.Equal(pod.Config.Annotations, ready.Annotations);
        Assert.InRange(ready.CreatedAt, (before.ToUnixTimeMilliseconds() - 1000) * 1_000_000, long.MaxValue);
        Assert.Equal(pod.Config.Linux.SecurityContext.NamespaceOptions, ready.Linux.Namespaces.Options);
        Assert.StartsWith(Node.Names.Subnet[..^4], ready.Network.Ip, StringComparison.Ordinal);

        await pod.StopAsync();
        var stopped = await pod.StatusAsync();
        Assert.Equal(Cri.PodSandboxState.SandboxNotready, stopped.State);
        Assert.Equal(ready.CreatedAt, stopped.CreatedAt);
        Assert.Contains((await Node.Runtime.ListPodSandboxAsync(new())).Items, item => item.Id == pod.Id);

        await pod.RemoveAsync();
        Assert.DoesNotContain((await Node.Runtime.ListPodSandboxAsync(new())).Items, item => item.Id == pod.Id);
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = pod.Id }));
    }

    [Fact]
    public async Task Status_Verbose_HasInfo()
    {
        await using var pod = await Node.RunPodAsync();

        Assert.Empty((await Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = pod.Id })).Info);
        Assert.NotEmpty((await Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = pod.Id, Verbose = true })).Info);
    }

    [Fact]
    public async Task List_Filters_AreJoinedByAnd()
    {
        await using var red = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Labels["colour"] = "red"));
        await using var blue = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Labels["colour"] = "blue"));
        await red.StopAsync();

        Assert.Equal([red.Id, blue.Id], await ListAsync(new()), Unordered);
        Assert.Equal([red.Id], await ListAsync(new() { Id = red.Id }));
        Assert.Equal([red.Id], await ListAsync(new() { LabelSelector = { ["colour"] = "red" } }));
        Assert.Equal([blue.Id], await ListAsync(new() { State = new() { State = Cri.PodSandboxState.SandboxReady } }));
        Assert.Empty(await ListAsync(new() { LabelSelector = { ["colour"] = "blue" }, State = new() { State = Cri.PodSandboxState.SandboxNotready } }));
        Assert.Empty(await ListAsync(new() { Id = Unknown }));
    }

    [Fact]
    public async Task StopAndRemove_Again_AreOk()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));

        await pod.StopAsync();
        await pod.StopAsync();
        await pod.RemoveAsync();
        await pod.RemoveAsync();
        await pod.StopAsync();
    }

    [Fact]
    public async Task StopAndRemove_UnknownId_AreOk()
    {
        await Node.Runtime.StopPodSandboxAsync(new() { PodSandboxId = Unknown });
        await Node.Runtime.RemovePodSandboxAsync(new() { PodSandboxId = Unknown });
    }

    [Fact]
    public async Task Remove_WithRunningContainer_RemovesIt()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));
        var container = await pod.StartAsync("sleep", "1000");

        await pod.RemoveAsync();

        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.ContainerStatusAsync(new() { ContainerId = container.Id }));
    }

    [Fact]
    public async Task Stop_KillsItsContainers()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sleep", "1000");

        await pod.StopAsync();

        var status = await container.StatusAsync();
        Assert.Equal(Cri.ContainerState.ContainerExited, status.State);
        Assert.Equal(137, status.ExitCode);
    }

    [Fact]
    public async Task Run_TheSameIdentityAtOnce_JoinsOneOperation()
    {
        var config = Pods.Networked(Node);

        var pods = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Node.RunPodAsync(config)));

        await using var pod = pods[0];
        Assert.Single(pods.Select(each => each.Id).Distinct());
        Assert.Single((await Node.Runtime.ListPodSandboxAsync(new())).Items);
    }

    [Fact]
    public async Task Run_ADifferentPodOfTheSameName_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var other = pod.Config.Clone().With(config => config.Annotations["other"] = "pod");

        await Failures.ExpectAsync(StatusCode.AlreadyExists, () => Node.Runtime.RunPodSandboxAsync(new() { Config = other }));
    }

    [Fact]
    public async Task Run_UnknownHandler_IsRefusedByName()
    {
        var request = new Cri.RunPodSandboxRequest { Config = Pods.OnHostNetwork(Node), RuntimeHandler = "no-such-handler" };

        var failure = await Failures.ExpectAsync("no-such-handler", () => Node.Runtime.RunPodSandboxAsync(request));

        Assert.Contains(failure.StatusCode, (StatusCode[])[StatusCode.InvalidArgument, StatusCode.NotFound]);
    }

    [Fact]
    public async Task Run_WithoutMetadata_IsInvalid() =>
        await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.RunPodSandboxAsync(new() { Config = new() }));

    private async Task<string[]> ListAsync(Cri.PodSandboxFilter filter) =>
        [.. (await Node.Runtime.ListPodSandboxAsync(new() { Filter = filter })).Items.Select(item => item.Id)];

    private static bool Unordered(IEnumerable<string> expected, IEnumerable<string> actual) => expected.Order().SequenceEqual(actual.Order());
}
