using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace CriSharp.Tests.Grpc;

/// <summary>Sends requests of HTTP/2 that no gRPC client would send.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly HttpClient _http;

    public RawClient(string socketPath) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    public static ByteArrayContent Grpc(params byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };

    /// <summary>Sends a request and reads the response to its end, so that its trailers are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, content, headers);

    /// <summary>The status and message in the trailers, or in the headers if they are all there is.</summary>
    public static (string? Status, string? Message) StatusOf(HttpResponseMessage response) =>
        (ValueOf(response, "grpc-status"), ValueOf(response, "grpc-message"));

    public void Dispose() => _http.Dispose();

    private static string? ValueOf(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : null;
}
