using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Client;

/// <summary>A pod sandbox made by a test; disposing of it stops and removes it, as the kubelet would.</summary>
public sealed class TestPod(TestNode node, Cri.PodSandboxConfig config, string id) : IAsyncDisposable
{
    public string Id => id;

    public Cri.PodSandboxConfig Config => config;

    public TestNode Node => node;

    public async Task<Cri.PodSandboxStatus> StatusAsync() =>
        (await node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = id })).Status;

    public async Task<string> AddressAsync() => (await StatusAsync()).Network.Ip;

    /// <summary>Creates a container that runs this command in busybox.</summary>
    public Task<TestContainer> CreateAsync(params string[] command) => CreateAsync(Configs.Running(node, command));

    public async Task<TestContainer> CreateAsync(Cri.ContainerConfig container)
    {
        var answer = await node.Runtime.CreateContainerAsync(new() { PodSandboxId = id, Config = container, SandboxConfig = config });
        return new TestContainer(this, container, answer.ContainerId);
    }

    /// <summary>Creates and starts.</summary>
    public Task<TestContainer> StartAsync(params string[] command) => StartAsync(Configs.Running(node, command));

    public async Task<TestContainer> StartAsync(Cri.ContainerConfig container)
    {
        var created = await CreateAsync(container);
        await created.StartAsync();
        return created;
    }

    /// <summary>Runs a command to its end; returns its exit code and what it wrote to its log.</summary>
    public Task<Output> RunAsync(params string[] command) => RunAsync(Configs.Running(node, command));

    public async Task<Output> RunAsync(Cri.ContainerConfig container)
    {
        var started = await StartAsync(container);
        var status = await started.ExitAsync();
        var output = new Output(status.ExitCode, started.LogText("stdout"), started.LogText("stderr"));
        await started.RemoveAsync();
        return output;
    }

    public async Task StopAsync() => await node.Runtime.StopPodSandboxAsync(new() { PodSandboxId = id });

    public async Task RemoveAsync() => await node.Runtime.RemovePodSandboxAsync(new() { PodSandboxId = id });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RemoveAsync();
    }
}
