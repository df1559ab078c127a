using CriSharp.Failures;
using CriSharp.PodSandbox.State;
using CriSharp.PodSandbox.Views;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

public sealed partial class RuntimeService
{
    public override async Task<Cri.CreateContainerResponse> CreateContainer(Cri.CreateContainerRequest request, ServerCallContext context)
    {
        var sandbox = GetSandbox(request.PodSandboxId);
        var config = request.Config ?? throw new FailureException(FailureKind.InvalidArgument, "create container: config is not set");
        var id = await createContainer.CreateAsync(sandbox, config, context.CancellationToken);
        return new Cri.CreateContainerResponse { ContainerId = id.Value };
    }

    public override async Task<Cri.StartContainerResponse> StartContainer(Cri.StartContainerRequest request, ServerCallContext context)
    {
        await startContainer.StartAsync(containers.Get(request.ContainerId).Id, context.CancellationToken);
        return new Cri.StartContainerResponse();
    }

    public override async Task<Cri.StopContainerResponse> StopContainer(Cri.StopContainerRequest request, ServerCallContext context)
    {
        if (containers.Find(request.ContainerId) is { } container)
        {
            await stopContainer.StopAsync(container.Id, Grace(request.Timeout), context.CancellationToken);
        }

        return new Cri.StopContainerResponse();
    }

    public override async Task<Cri.RemoveContainerResponse> RemoveContainer(Cri.RemoveContainerRequest request, ServerCallContext context)
    {
        if (containers.Find(request.ContainerId) is { } container)
        {
            await removeContainer.RemoveAsync(container.Id, context.CancellationToken);
        }

        return new Cri.RemoveContainerResponse();
    }

    public override Task<Cri.ListContainersResponse> ListContainers(Cri.ListContainersRequest request, ServerCallContext context)
    {
        var response = new Cri.ListContainersResponse();
        response.Containers.Add(containers.Select(request.Filter).Select(ContainerView.Item));
        return Task.FromResult(response);
    }

    public override Task<Cri.ContainerStatusResponse> ContainerStatus(Cri.ContainerStatusRequest request, ServerCallContext context)
    {
        var container = containers.Get(request.ContainerId);
        var response = new Cri.ContainerStatusResponse { Status = ContainerView.Status(container, ImageNameOf(container)) };
        if (request.Verbose)
        {
            response.Info.Add("info", debugInfo.Of(container));
        }

        return Task.FromResult(response);
    }

    /// <summary>The request's annotations are for experiments, of which there is none here: they are neither obeyed nor kept.</summary>
    public override async Task<Cri.UpdateContainerResourcesResponse> UpdateContainerResources(
        Cri.UpdateContainerResourcesRequest request, ServerCallContext context)
    {
        var container = containers.Get(request.ContainerId);
        var linux = request.Linux ?? throw new FailureException(FailureKind.InvalidArgument, "update container resources: linux is not set");
        await updateContainerResources.UpdateAsync(container.Id, linux, context.CancellationToken);
        return new Cri.UpdateContainerResourcesResponse();
    }

    public override async Task<Cri.ReopenContainerLogResponse> ReopenContainerLog(Cri.ReopenContainerLogRequest request, ServerCallContext context)
    {
        await reopenContainerLog.ReopenAsync(containers.Get(request.ContainerId), context.CancellationToken);
        return new Cri.ReopenContainerLogResponse();
    }

    public override async Task<Cri.ExecSyncResponse> ExecSync(Cri.ExecSyncRequest request, ServerCallContext context)
    {
        var container = containers.Get(request.ContainerId);
        TimeSpan? limit = request.Timeout > 0 ? Grace(request.Timeout) : null;
        var result = await execSync.ExecAsync(container, request.Cmd, limit, context.CancellationToken);
        return new Cri.ExecSyncResponse
        {
            Stdout = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(result.Output),
            Stderr = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(result.Error),
            ExitCode = result.ExitCode,
        };
    }

    // Seconds from a client may be any 64-bit number; more than a TimeSpan holds means for ever.
    private static TimeSpan Grace(long seconds) =>
        seconds <= 0 ? TimeSpan.Zero : seconds > int.MaxValue ? TimeSpan.FromSeconds(int.MaxValue) : TimeSpan.FromSeconds(seconds);

    // What a user would call it: the image's tag if it is still here, else what the container was made with.
    private string ImageNameOf(ContainerRecord container) =>
        images.Find(container.Facts.ImageId) is { Tags: [var tag, ..] } ? tag
        : container.Config.Image.UserSpecifiedImage is { Length: > 0 } written ? written
        : container.Config.Image.Image;
}
