using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>A CRI runtime without containers: it remembers pods and containers, records requests, and runs delegates as programs.</summary>
internal sealed class FakeRuntime : Cri.RuntimeService.RuntimeServiceBase
{
    public const long CreatedAt = 1_700_000_000_000_000_000;

    private int _last;

    /// <summary>Every request, in order of arrival.</summary>
    public ConcurrentQueue<IMessage> Requests { get; } = [];

    public ConcurrentDictionary<string, Cri.PodSandbox> Pods { get; } = [];

    public ConcurrentDictionary<string, FakeContainer> Containers { get; } = [];

    /// <summary>What a started container does; by default it runs until it is stopped.</summary>
    public Func<FakeContainer, Task<int>> Program { get; set; } = UntilStoppedAsync;

    /// <summary>How a call fails, by the name of its request's type.</summary>
    public ConcurrentDictionary<string, Status> Failures { get; } = [];

    public Func<Cri.ExecSyncRequest, Cri.ExecSyncResponse> OnExec { get; set; } = _ => new Cri.ExecSyncResponse();

    public static async Task<int> UntilStoppedAsync(FakeContainer container) => await container.Stopped.Task > 0 ? 143 : 137;

    public FakeContainer Only() => Containers.Values.Single();

    public T Single<T>() => Requests.OfType<T>().Single();

    /// <summary>A pod as somebody else than <c>run</c> makes it.</summary>
    public Cri.PodSandbox AddPod(string name, string id, string podNamespace = "kube-system", uint attempt = 0)
    {
        var pod = new Cri.PodSandbox
        {
            Id = id,
            Metadata = new Cri.PodSandboxMetadata { Name = name, Namespace = podNamespace, Uid = $"uid-of-{name}", Attempt = attempt },
            CreatedAt = CreatedAt,
        };
        Pods[id] = pod;
        return pod;
    }

    public FakeContainer AddContainer(
        string name, string id, Cri.PodSandbox pod, string logDirectory = "/nowhere", Cri.ContainerState state = Cri.ContainerState.ContainerRunning, uint attempt = 0)
    {
        var request = new Cri.CreateContainerRequest
        {
            PodSandboxId = pod.Id,
            SandboxConfig = new Cri.PodSandboxConfig { LogDirectory = logDirectory },
            Config = new Cri.ContainerConfig
            {
                Metadata = new Cri.ContainerMetadata { Name = name, Attempt = attempt },
                Image = new Cri.ImageSpec { Image = "sha256:0123456789abcdef", UserSpecifiedImage = "busybox" },
                LogPath = $"{name}.log",
            },
        };
        var container = new FakeContainer(id, request, CreatedAt) { State = state };
        Containers[id] = container;
        return container;
    }

    public override Task<Cri.VersionResponse> Version(Cri.VersionRequest request, ServerCallContext context) => Task.FromResult(
        new Cri.VersionResponse { Version = "0.1.0", RuntimeName = "crisharp", RuntimeVersion = "9.9.9", RuntimeApiVersion = "v1" });

    public override Task<Cri.ListPodSandboxResponse> ListPodSandbox(Cri.ListPodSandboxRequest request, ServerCallContext context) =>
        Answer(request, () => new Cri.ListPodSandboxResponse { Items = { Pods.Values.OrderBy(pod => pod.Id) } });

    public override Task<Cri.ListContainersResponse> ListContainers(Cri.ListContainersRequest request, ServerCallContext context) =>
        Answer(request, () => new Cri.ListContainersResponse
        {
            Containers =
            {
                Containers.Values.OrderBy(container => container.Id).Select(container => container.Item())
                    .Where(item => request.Filter?.PodSandboxId is null or "" || item.PodSandboxId == request.Filter.PodSandboxId)
                    .Where(item => request.Filter?.State is null || item.State == request.Filter.State.State),
            },
        });

    public override Task<Cri.PodSandboxStatusResponse> PodSandboxStatus(Cri.PodSandboxStatusRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            var pod = Pods.GetValueOrDefault(request.PodSandboxId) ?? throw NotFound($"pod {request.PodSandboxId}");
            return new Cri.PodSandboxStatusResponse
            {
                Status = new Cri.PodSandboxStatus
                {
                    Id = pod.Id,
                    Metadata = pod.Metadata,
                    State = pod.State,
                    CreatedAt = pod.CreatedAt,
                    Network = new Cri.PodSandboxNetworkStatus { Ip = "10.88.0.7" },
                },
                Info = { request.Verbose ? new Dictionary<string, string> { ["network"] = """{"name":"bridge"}""" } : [] },
            };
        });

    public override Task<Cri.ContainerStatusResponse> ContainerStatus(Cri.ContainerStatusRequest request, ServerCallContext context) =>
        Answer(request, () => new Cri.ContainerStatusResponse
        {
            Status = Find(request.ContainerId).Status(),
            Info = { request.Verbose ? new Dictionary<string, string> { ["pid"] = "17", ["spec"] = """{"root":{"path":"rootfs"}}""" } : [] },
        });

    public override Task<Cri.RunPodSandboxResponse> RunPodSandbox(Cri.RunPodSandboxRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            var pod = AddPod(request.Config.Metadata.Name, NewId("pod"), request.Config.Metadata.Namespace);
            pod.Metadata = request.Config.Metadata;
            pod.Labels.Add(request.Config.Labels);
            return new Cri.RunPodSandboxResponse { PodSandboxId = pod.Id };
        });

    public override Task<Cri.CreateContainerResponse> CreateContainer(Cri.CreateContainerRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            var container = new FakeContainer(NewId("ctr"), request, CreatedAt);
            Containers[container.Id] = container;
            return new Cri.CreateContainerResponse { ContainerId = container.Id };
        });

    public override Task<Cri.StartContainerResponse> StartContainer(Cri.StartContainerRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            var container = Find(request.ContainerId);
            container.State = Cri.ContainerState.ContainerRunning;
            File.WriteAllText(container.LogPath, "");
            _ = RunAsync(container);
            return new Cri.StartContainerResponse();
        });

    public override async Task<Cri.StopContainerResponse> StopContainer(Cri.StopContainerRequest request, ServerCallContext context)
    {
        var response = await Answer(request, () => new Cri.StopContainerResponse());
        var container = Find(request.ContainerId);
        container.Stopped.TrySetResult(request.Timeout);
        if (request.Timeout == 0)
        {
            container.Killed.TrySetResult();
        }

        return response;
    }

    public override Task<Cri.RemoveContainerResponse> RemoveContainer(Cri.RemoveContainerRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            Remove(request.ContainerId);
            return new Cri.RemoveContainerResponse();
        });

    public override Task<Cri.UpdateContainerResourcesResponse> UpdateContainerResources(
        Cri.UpdateContainerResourcesRequest request, ServerCallContext context) => Answer(request, () => new Cri.UpdateContainerResourcesResponse());

    public override Task<Cri.StopPodSandboxResponse> StopPodSandbox(Cri.StopPodSandboxRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            Pods[request.PodSandboxId].State = Cri.PodSandboxState.SandboxNotready;
            return new Cri.StopPodSandboxResponse();
        });

    public override Task<Cri.RemovePodSandboxResponse> RemovePodSandbox(Cri.RemovePodSandboxRequest request, ServerCallContext context) =>
        Answer(request, () =>
        {
            foreach (var container in Containers.Values.Where(container => container.PodId == request.PodSandboxId))
            {
                Remove(container.Id);
            }

            Pods.TryRemove(request.PodSandboxId, out _);
            return new Cri.RemovePodSandboxResponse();
        });

    public override Task<Cri.ExecSyncResponse> ExecSync(Cri.ExecSyncRequest request, ServerCallContext context) =>
        Answer(request, () => OnExec(request));

    public FakeContainer Find(string id) => Containers.GetValueOrDefault(id) ?? throw NotFound($"container {id}");

    private static RpcException NotFound(string what) => new(new Status(StatusCode.NotFound, $"no such {what}"));

    private static string NewIdOf(string kind, int number) => $"{kind}{number:x4}{new string('0', 57)}";

    private string NewId(string kind) => NewIdOf(kind, Interlocked.Increment(ref _last));

    private void Remove(string id)
    {
        if (Containers.TryRemove(id, out var container))
        {
            container.Remove();
        }
    }

    private async Task RunAsync(FakeContainer container) => container.End(await Program(container));

    private Task<T> Answer<T>(IMessage request, Func<T> answer)
    {
        Requests.Enqueue(request);
        return Failures.TryGetValue(request.Descriptor.Name, out var status) ? throw new RpcException(status) : Task.FromResult(answer());
    }
}
