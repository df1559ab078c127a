using System.Collections.Concurrent;
using Grpc.Core;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>An image store that knows its images by every name and id they have.</summary>
internal sealed class FakeImages : Cri.ImageService.ImageServiceBase
{
    public const string BusyboxId = "sha256:aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999";

    public ConcurrentBag<Cri.Image> All { get; } = [];

    public ConcurrentQueue<Cri.RemoveImageRequest> Removed { get; } = [];

    public static Cri.Image Busybox() => new()
    {
        Id = BusyboxId,
        RepoTags = { "docker.io/library/busybox:latest", "docker.io/library/busybox:1" },
        RepoDigests = { "docker.io/library/busybox@sha256:1234567890abcdef" },
        Size = 4_261_550,
    };

    public override Task<Cri.ListImagesResponse> ListImages(Cri.ListImagesRequest request, ServerCallContext context) =>
        Task.FromResult(new Cri.ListImagesResponse { Images = { All } });

    public override Task<Cri.ImageStatusResponse> ImageStatus(Cri.ImageStatusRequest request, ServerCallContext context)
    {
        var name = request.Image.Image;
        var image = All.FirstOrDefault(image =>
            image.Id == name || image.RepoTags.Any(tag => tag == name || tag == $"docker.io/library/{name}:latest"));
        return Task.FromResult(new Cri.ImageStatusResponse
        {
            Image = image,
            Info = { request.Verbose ? new Dictionary<string, string> { ["config"] = """{"User":"1000"}""" } : [] },
        });
    }

    public override Task<Cri.RemoveImageResponse> RemoveImage(Cri.RemoveImageRequest request, ServerCallContext context)
    {
        Removed.Enqueue(request);
        return Task.FromResult(new Cri.RemoveImageResponse());
    }
}
