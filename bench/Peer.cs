using CriSharp.Grpc;
using Grpc.Core;

namespace CriSharp.Bench;

/// <summary>A container runtime under measurement, driven as a kubelet drives it.</summary>
internal sealed class Peer : IDisposable
{
    public const string Namespace = "crisharp-bench";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly UnixChannel _channel;

    public Peer(string name, string socket, Plan plan)
    {
        Name = name;
        Directory = Path.Join(plan.Directory, name);
        Image = plan.Image;
        _channel = new UnixChannel(socket);
        Runtime = new Cri.RuntimeService.RuntimeServiceClient(_channel.CreateCallInvoker());
    }

    public string Name { get; }

    public string Directory { get; }

    public string Image { get; }

    /// <summary>A file that each container has a mount of.</summary>
    public string LinesPath => Path.Join(Directory, "lines");

    public Cri.RuntimeService.RuntimeServiceClient Runtime { get; }

    /// <summary>Waits until runtime and network are ready, and removes the pods of a run that was cut off.</summary>
    public async Task ReadyAsync()
    {
        using var deadline = new CancellationTokenSource(StartPatience);
        while (!await IsReadyAsync())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }

        await File.WriteAllTextAsync(LinesPath, "");
        await RemoveAllPodsAsync();
    }

    public void Dispose() => _channel.Dispose();

    private async Task RemoveAllPodsAsync()
    {
        var pods = await Runtime.ListPodSandboxAsync(new Cri.ListPodSandboxRequest());
        foreach (var pod in pods.Items.Where(pod => pod.Metadata.Namespace == Namespace))
        {
            await Runtime.StopPodSandboxAsync(new Cri.StopPodSandboxRequest { PodSandboxId = pod.Id });
            await Runtime.RemovePodSandboxAsync(new Cri.RemovePodSandboxRequest { PodSandboxId = pod.Id });
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            var status = await Runtime.StatusAsync(new Cri.StatusRequest());
            return status.Status.Conditions.All(condition => condition.Status);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Unimplemented)
        {
            return false; // The socket is not there yet, or its services are not registered yet.
        }
    }
}
