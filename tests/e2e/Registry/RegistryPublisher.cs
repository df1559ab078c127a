using System.Net.Http.Headers;
using CriSharp.Tests.e2e.Images;

namespace CriSharp.Tests.e2e.Registry;

/// <summary>Pushes built images to a plain registry, by the OCI distribution protocol.</summary>
public sealed class RegistryPublisher(RegistryServer registry) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{registry.Address}") };

    /// <summary>Pushes the image; returns its digest.</summary>
    public async Task<string> PushAsync(BuiltImage image, string repository, string tag)
    {
        foreach (var blob in image.Layers.Append(image.Config))
        {
            await PushBlobAsync(blob, repository);
        }

        await PushManifestAsync(image.Manifest, repository, tag);
        return image.Manifest.Digest;
    }

    /// <summary>Pushes every image of the index and then the index.</summary>
    public async Task PushAsync(ImageIndex index, string repository, string tag)
    {
        foreach (var image in index.Images)
        {
            await PushAsync(image, repository, image.Manifest.Digest);
        }

        await PushManifestAsync(index.Blob, repository, tag);
    }

    public void Dispose() => _http.Dispose();

    private async Task PushBlobAsync(Blob blob, string repository)
    {
        using var started = await _http.PostAsync($"/v2/{repository}/blobs/uploads/", content: null);
        started.EnsureSuccessStatusCode();
        var location = started.Headers.Location!.ToString();
        var separator = location.Contains('?') ? '&' : '?';
        using var content = new ByteArrayContent(blob.Content);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var finished = await _http.PutAsync($"{location}{separator}digest={blob.Digest}", content);
        finished.EnsureSuccessStatusCode();
    }

    private async Task PushManifestAsync(Blob manifest, string repository, string reference)
    {
        using var content = new ByteArrayContent(manifest.Content);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(manifest.MediaType);
        using var answer = await _http.PutAsync($"/v2/{repository}/manifests/{reference}", content);
        answer.EnsureSuccessStatusCode();
    }
}
