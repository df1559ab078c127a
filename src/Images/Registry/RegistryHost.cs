using System.Net;

namespace CriSharp.Images.Registry;

/// <summary>Names of registries and hosts. Pure.</summary>
internal static class RegistryHost
{
    private const string DockerHubEndpoint = "registry-1.docker.io";

    /// <summary>The host that serves a registry name.</summary>
    internal static string Serving(string registry) => registry == Reference.DockerHub ? DockerHubEndpoint : registry;

    /// <summary>Whether a registry name or a URL's authority is on this very machine.</summary>
    internal static bool IsLoopback(string authority)
    {
        var host = WithoutPort(authority);
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>The host of <c>host:port</c> or <c>[address]:port</c>.</summary>
    internal static string WithoutPort(string authority) =>
        Uri.TryCreate($"http://{authority}", UriKind.Absolute, out var uri) ? uri.Host.Trim('[', ']') : authority;

    /// <summary>The registry name in a server address as users write it: a URL or a bare host, Docker Hub by any of its names.</summary>
    internal static string Named(string serverAddress)
    {
        var scheme = serverAddress.IndexOf("://", StringComparison.Ordinal);
        var bare = scheme < 0 ? serverAddress : serverAddress[(scheme + 3)..];
        var host = bare.Split('/')[0].ToLowerInvariant();
        return host is "index.docker.io" or DockerHubEndpoint ? Reference.DockerHub : host;
    }
}
