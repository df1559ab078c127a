using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Views;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

/// <summary>runtime.v1.ImageService on the node's image store. What is not overridden answers Unimplemented.</summary>
public sealed class ImageService(IImages images, RuntimeStatus runtimeStatus) : Cri.ImageService.ImageServiceBase
{
    public override Task<Cri.ListImagesResponse> ListImages(Cri.ListImagesRequest request, ServerCallContext context)
    {
        var response = new Cri.ListImagesResponse();
        var wanted = request.Filter?.Image?.Image ?? "";
        response.Images.Add((wanted.Length == 0 ? images.List() : Found(wanted)).Select(image => ImageView.Item(image)));
        return Task.FromResult(response);
    }

    public override Task<Cri.ImageStatusResponse> ImageStatus(Cri.ImageStatusRequest request, ServerCallContext context)
    {
        var response = new Cri.ImageStatusResponse();
        if (images.Find(NameOf(request.Image)) is { } image)
        {
            response.Image = ImageView.Item(image, request.Image);
            if (request.Verbose)
            {
                response.Info.Add("info", image.Config.Json);
            }
        }

        return Task.FromResult(response);
    }

    public override async Task<Cri.PullImageResponse> PullImage(Cri.PullImageRequest request, ServerCallContext context)
    {
        runtimeStatus.RequireHandler(request.Image?.RuntimeHandler ?? "");
        var pull = new PullRequest(NameOf(request.Image), CredentialsOf(request.Auth));
        var image = await images.PullAsync(pull, progress: null, context.CancellationToken);
        return new Cri.PullImageResponse { ImageRef = image.Id };
    }

    public override async Task<Cri.RemoveImageResponse> RemoveImage(Cri.RemoveImageRequest request, ServerCallContext context)
    {
        await images.RemoveAsync(NameOf(request.Image), context.CancellationToken);
        return new Cri.RemoveImageResponse();
    }

    public override Task<Cri.ImageFsInfoResponse> ImageFsInfo(Cri.ImageFsInfoRequest request, ServerCallContext context)
    {
        var use = images.Use();
        var response = new Cri.ImageFsInfoResponse();
        response.ImageFilesystems.Add(new Cri.FilesystemUsage
        {
            Timestamp = UnixTime.Nanoseconds(use.MeasuredAt),
            FsId = new Cri.FilesystemIdentifier { Mountpoint = use.Mountpoint },
            UsedBytes = new Cri.UInt64Value { Value = (ulong)use.UsedBytes },
            InodesUsed = new Cri.UInt64Value { Value = (ulong)use.UsedInodes },
        });
        return Task.FromResult(response);
    }

    private IEnumerable<ImageRecord> Found(string reference) => images.Find(reference) is { } image ? [image] : [];

    private static string NameOf(Cri.ImageSpec? image) => image?.Image is { Length: > 0 } name
        ? name
        : throw new FailureException(FailureKind.InvalidArgument, "image.image is not set");

    private static RegistryCredentials? CredentialsOf(Cri.AuthConfig? auth) => auth is null || auth.CalculateSize() == 0
        ? null
        : AuthConfigs.ToCredentials(auth);
}
