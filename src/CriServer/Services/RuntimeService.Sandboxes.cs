using CriSharp.Failures;
using CriSharp.PodSandbox.State;
using CriSharp.PodSandbox.Views;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

public sealed partial class RuntimeService
{
    public override async Task<Cri.RunPodSandboxResponse> RunPodSandbox(Cri.RunPodSandboxRequest request, ServerCallContext context)
    {
        var config = request.Config ?? throw new FailureException(FailureKind.InvalidArgument, "run pod sandbox: config is not set");
        var id = await runPodSandbox.RunAsync(config, request.RuntimeHandler, context.CancellationToken);
        return new Cri.RunPodSandboxResponse { PodSandboxId = id.Value };
    }

    public override async Task<Cri.StopPodSandboxResponse> StopPodSandbox(Cri.StopPodSandboxRequest request, ServerCallContext context)
    {
        if (sandboxes.Find(request.PodSandboxId) is { } sandbox && SandboxView.IsListed(sandbox))
        {
            await stopPodSandbox.StopAsync(sandbox.Id, context.CancellationToken);
        }

        return new Cri.StopPodSandboxResponse();
    }

    public override async Task<Cri.RemovePodSandboxResponse> RemovePodSandbox(Cri.RemovePodSandboxRequest request, ServerCallContext context)
    {
        if (sandboxes.Find(request.PodSandboxId) is { } sandbox && SandboxView.IsListed(sandbox))
        {
            await removePodSandbox.RemoveAsync(sandbox.Id, context.CancellationToken);
        }

        return new Cri.RemovePodSandboxResponse();
    }

    public override Task<Cri.PodSandboxStatusResponse> PodSandboxStatus(Cri.PodSandboxStatusRequest request, ServerCallContext context)
    {
        var sandbox = GetSandbox(request.PodSandboxId);
        var response = new Cri.PodSandboxStatusResponse { Status = SandboxView.Status(sandbox) };
        if (request.Verbose)
        {
            response.Info.Add("info", DebugInfo.Of(sandbox));
        }

        return Task.FromResult(response);
    }

    public override Task<Cri.ListPodSandboxResponse> ListPodSandbox(Cri.ListPodSandboxRequest request, ServerCallContext context)
    {
        var response = new Cri.ListPodSandboxResponse();
        response.Items.Add(sandboxes.Select(request.Filter).Select(SandboxView.Item));
        return Task.FromResult(response);
    }

    public override async Task<Cri.UpdatePodSandboxResourcesResponse> UpdatePodSandboxResources(
        Cri.UpdatePodSandboxResourcesRequest request, ServerCallContext context)
    {
        await updatePodSandboxResources.UpdateAsync(
            GetSandbox(request.PodSandboxId).Id, request.Overhead, request.Resources, context.CancellationToken);
        return new Cri.UpdatePodSandboxResourcesResponse();
    }

    private SandboxRecord GetSandbox(string idOrPrefix)
    {
        var sandbox = sandboxes.Get(idOrPrefix);
        return SandboxView.IsListed(sandbox) ? sandbox : throw new FailureException(FailureKind.NotFound, $"pod sandbox {idOrPrefix}: not found");
    }
}
