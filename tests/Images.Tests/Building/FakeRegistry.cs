using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.Images.Building;

/// <summary>
/// A registry on loopback that does what a real one will not when asked: count, stall, break off, lie, ask for tokens. What
/// <see cref="Before"/> answers itself is not served.
/// </summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, (byte[] Content, string MediaType)> _content = new();

    private FakeRegistry(WebApplication application) => _application = application;

    public string Host { get; private set; } = "";

    /// <summary>Paths in the order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The requests' queries and headers, in the same order.</summary>
    public ConcurrentQueue<(string Query, IHeaderDictionary Headers)> Details { get; } = new();

    /// <summary>Called first with each request; true: it has answered.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    public static async Task<FakeRegistry> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var registry = new FakeRegistry(application);
        application.Run(registry.ServeAsync);
        await application.StartAsync();
        registry.Host = new Uri(application.Urls.Single()).Authority;
        return registry;
    }

    /// <summary>Serves the image; gives its reference by tag.</summary>
    public string Add(TestImage image, string repository, string tag)
    {
        foreach (var (digest, content) in image.Blobs)
        {
            _content[$"/v2/{repository}/blobs/{digest}"] = (content, "application/octet-stream");
        }

        _content[$"/v2/{repository}/manifests/{image.ManifestDigest}"] = (image.Manifest, image.MediaType);
        return AddManifest(image.Manifest, image.MediaType, repository, tag);
    }

    public string AddManifest(byte[] manifest, string mediaType, string repository, string tag)
    {
        _content[$"/v2/{repository}/manifests/{tag}"] = (manifest, mediaType);
        return $"{Host}/{repository}:{tag}";
    }

    public int Count(string suffix) => Requests.Count(path => path.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>What is served under a path that ends so.</summary>
    public byte[] Content(string path) => _content[path].Content;

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue(path);
        Details.Enqueue((context.Request.QueryString.Value ?? "", new HeaderDictionary(context.Request.Headers.ToDictionary())));
        if (await Before(context))
        {
            return;
        }

        if (path == "/v2/")
        {
            return;
        }

        if (_content.TryGetValue(path, out var found))
        {
            await Results.File(found.Content, found.MediaType, enableRangeProcessing: true).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = 404;
        await context.Response.WriteAsync("""{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""");
    }
}
