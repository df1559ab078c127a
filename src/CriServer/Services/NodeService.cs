using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.PodSandbox.Views;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

/// <summary>crisharp.node.v1.Node: what our own command line needs beside the CRI.</summary>
public sealed class NodeService(IImages images, ContainerTable containers, ExitWaiters exits, NodeInfo info) : Node.V1.Node.NodeBase
{
    public override async Task<Node.V1.InfoResponse> Info(Node.V1.InfoRequest request, ServerCallContext context) =>
        await info.ReadAsync(context.CancellationToken);

    public override async Task PullImage(
        Node.V1.PullImageRequest request,
        IServerStreamWriter<Node.V1.PullImageProgress> responseStream,
        ServerCallContext context)
    {
        var credentials = request.Username.Length > 0
            ? new RegistryCredentials { Username = request.Username, Password = request.Password }
            : null;
        var pull = new PullRequest(request.Image, credentials);
        await PullProgressStream.RunAsync(images, pull, responseStream, context.CancellationToken);
    }

    public override async Task ImportImage(
        Node.V1.ImportImageRequest request,
        IServerStreamWriter<Node.V1.ImportImageResponse> responseStream,
        ServerCallContext context)
    {
        if (!Path.IsPathFullyQualified(request.Path))
        {
            throw new FailureException(FailureKind.InvalidArgument, $"import image: path {request.Path} is not absolute");
        }

        var name = request.Name.Length > 0 ? request.Name : null;
        foreach (var image in await images.ImportAsync(request.Path, name, context.CancellationToken))
        {
            var stored = new Node.V1.ImportImageResponse { ImageId = image.Id };
            stored.Names.Add(image.Tags);
            await responseStream.WriteAsync(stored);
        }
    }

    public override async Task<Node.V1.WaitContainerResponse> WaitContainer(Node.V1.WaitContainerRequest request, ServerCallContext context)
    {
        var exited = await exits.WaitAsync(containers.Get(request.ContainerId).Id, context.CancellationToken);
        return new Node.V1.WaitContainerResponse
        {
            ExitCode = exited.ExitCode,
            Reason = exited.Reason,
            Message = exited.Message,
            FinishedAt = UnixTime.Nanoseconds(exited.FinishedAt),
        };
    }
}
