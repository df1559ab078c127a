using System.Collections.Concurrent;
using Grpc.Core;
using Node.V1;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>The Node service over the fakes of pods and images.</summary>
internal sealed class FakeNode(FakeRuntime runtime, FakeImages images) : global::Node.V1.Node.NodeBase
{
    public ConcurrentQueue<PullImageRequest> Pulls { get; } = [];

    public ConcurrentQueue<ImportImageRequest> Imports { get; } = [];

    /// <summary>How a pull ends; OK by default.</summary>
    public Status PullStatus { get; set; } = Status.DefaultSuccess;

    /// <summary>Completed when a pull that never ends by itself has been cancelled.</summary>
    public TaskCompletionSource? PullCancelled { get; set; }

    /// <summary>How often a wait is answered with Unavailable first, as while the daemon starts again.</summary>
    public int WaitFailures { get; set; }

    public override Task<InfoResponse> Info(InfoRequest request, ServerCallContext context) => Task.FromResult(new InfoResponse
    {
        Version = "9.9.9",
        Pid = 4711,
        Kernel = "6.18.0",
        Architecture = "x86_64",
        CgroupVersion = "v2",
        CgroupDriver = "systemd",
        RuntimeHandlers = { "crun", "runc" },
        DefaultRuntimeHandler = "crun",
        NetworkMessage = "no configuration in /etc/cni/net.d",
        Cpus = 2,
        MemoryBytes = 8_000_000_000,
        Containers = 3,
        RunningContainers = 1,
    });

    public override async Task PullImage(
        PullImageRequest request, IServerStreamWriter<PullImageProgress> responseStream, ServerCallContext context)
    {
        Pulls.Enqueue(request);
        await responseStream.WriteAsync(Progress(LayerProgress.Types.Phase.Downloading, 500));
        if (PullCancelled is { } cancelled)
        {
            using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            throw new RpcException(Status.DefaultCancelled);
        }

        if (PullStatus.StatusCode != StatusCode.OK)
        {
            throw new RpcException(PullStatus);
        }

        await responseStream.WriteAsync(Progress(LayerProgress.Types.Phase.Done, 1000));
        images.All.Add(FakeImages.Busybox());
        await responseStream.WriteAsync(new PullImageProgress { ImageId = FakeImages.BusyboxId });
    }

    public override async Task ImportImage(
        ImportImageRequest request, IServerStreamWriter<ImportImageResponse> responseStream, ServerCallContext context)
    {
        Imports.Enqueue(request);
        await responseStream.WriteAsync(new ImportImageResponse { ImageId = "sha256:11", Names = { "a:1", "b:2" } });
        await responseStream.WriteAsync(new ImportImageResponse { ImageId = "sha256:22" });
    }

    public override async Task<WaitContainerResponse> WaitContainer(WaitContainerRequest request, ServerCallContext context)
    {
        if (WaitFailures-- > 0)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "starting"));
        }

        try
        {
            var container = runtime.Find(request.ContainerId);
            var exitCode = await container.Exit.WaitAsync(context.CancellationToken);
            return new WaitContainerResponse { ExitCode = exitCode, Reason = container.Reason };
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"no such container {request.ContainerId}"));
        }
    }

    private static PullImageProgress Progress(LayerProgress.Types.Phase phase, ulong received) => new()
    {
        Layers = { new LayerProgress { Digest = "sha256:99aabbccddeeff00", Phase = phase, ReceivedBytes = received, TotalBytes = 1000 } },
    };
}
