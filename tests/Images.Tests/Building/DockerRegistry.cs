using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace CriSharp.Tests.Images.Building;

/// <summary>Debian's docker-registry on a free port of 127.0.0.1, with a storage of its own; gone with its files on disposal.</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("crtest-images-registry-").FullName;
    private readonly Process _process;
    private readonly HttpClient _client;

    private DockerRegistry(string extraConfig, HttpClient client, string scheme)
    {
        var port = FreePort();
        Host = $"127.0.0.1:{port}";
        Address = new Uri($"{scheme}://{Host}/");
        _client = client;
        var config = Path.Combine(_directory, "config.yml");
        File.WriteAllText(config, $"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {_directory}/data
            http:
              addr: {Host}
            {extraConfig}
            """);
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", config]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Host { get; }

    public Uri Address { get; }

    /// <param name="extraConfig">Lines to add to the configuration, after its section <c>http</c>.</param>
    /// <param name="client">What the test uploads with.</param>
    /// <param name="scheme">What it is reached by.</param>
    public static async Task<DockerRegistry> StartAsync(string extraConfig = "", HttpClient? client = null, string scheme = "http")
    {
        var registry = new DockerRegistry(extraConfig, client ?? new HttpClient(), scheme);
        await registry.WaitUntilUpAsync();
        return registry;
    }

    /// <summary>Uploads blobs and manifest; gives the reference by tag.</summary>
    public async Task<string> PushAsync(TestImage image, string repository, string tag)
    {
        foreach (var (digest, content) in image.Blobs)
        {
            await PushBlobAsync(repository, digest, content);
        }

        await PushManifestAsync(repository, tag, image.Manifest, image.MediaType);
        return $"{Host}/{repository}:{tag}";
    }

    public async Task PushManifestAsync(string repository, string tag, byte[] manifest, string mediaType)
    {
        var body = new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        using var response = await _client.PutAsync(new Uri(Address, $"v2/{repository}/manifests/{tag}"), body);
        await EnsureAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task PushBlobAsync(string repository, string digest, byte[] content)
    {
        using var start = await _client.PostAsync(new Uri(Address, $"v2/{repository}/blobs/uploads/"), null);
        await EnsureAsync(start);
        var location = new Uri(Address, start.Headers.Location!);
        var target = new UriBuilder(location) { Query = $"{location.Query.TrimStart('?')}&digest={digest}" }.Uri;
        using var done = await _client.PutAsync(target, new ByteArrayContent(content));
        await EnsureAsync(done);
    }

    private static async Task EnsureAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"registry answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private async Task WaitUntilUpAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(Address, "v2/"));
                return;
            }
            catch (HttpRequestException) when (attempt < 200 && !_process.HasExited)
            {
                await Task.Delay(25);
            }
        }
    }
}
