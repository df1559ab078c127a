using CriSharp.Grpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CriSharp.Grpc.Server;

/// <summary>One call on the server: the request of HTTP/2 as gRPC sees it, and the ways to answer.</summary>
internal sealed class ServerCall : ServerCallContext, IDisposable
{
    private const int InternalError = 2; // RFC 9113, section 7

    private readonly HttpContext _http;
    private readonly CallLifetime _lifetime;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private bool _hasHeaders;

    public ServerCall(HttpContext http, CallLifetime lifetime, int maxMessageBytes)
    {
        _http = http;
        _lifetime = lifetime;
        Reader = new MessageReader(http.Request.BodyReader, http.Request.Headers[GrpcHeaders.Encoding], maxMessageBytes);
        Writer = new MessageWriter(http.Response.BodyWriter, maxMessageBytes);
    }

    public MessageReader Reader { get; }

    public MessageWriter Writer { get; }

    /// <summary>Whether the status is sent: what is written now would land in another call, for Kestrel uses its streams again.</summary>
    public bool HasEnded { get; private set; }

    protected override string MethodCore => _http.Request.Path.Value!;

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress is { } address ? $"{address}:{_http.Connection.RemotePort}" : "unix:";

    protected override DateTime DeadlineCore => _lifetime.Deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(_http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _lifetime.Token;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Writes a message, to be sent with the next flush or with the status.</summary>
    public void Write<T>(T message, Action<T, SerializationContext> serializer)
    {
        if (HasEnded)
        {
            throw new InvalidOperationException($"write message: the call {Method} has ended");
        }

        Writer.Write(message, serializer);
        WriteHeaders();
    }

    /// <summary>Sends what was written; done when there is room for more.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await _http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException("the client has closed the stream");
        }
    }

    /// <summary>Lets the request be a stream of any length and pace.</summary>
    public void AllowEndlessRequest()
    {
        _http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        _http.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
    }

    /// <summary>Ends the call: in trailers, or as headers alone if there is an error and nothing was sent yet.</summary>
    public void End(Status status, Metadata? errorTrailers = null)
    {
        HasEnded = true;
        if (Writer.IsTorn)
        {
            _http.Features.Get<IHttpResetFeature>()?.Reset(InternalError);
            return;
        }

        var isTrailersOnly = !_hasHeaders && status.StatusCode != StatusCode.OK;
        WriteHeaders();
        var target = isTrailersOnly ? _http.Response.Headers : _http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        StatusTrailers.Write(target, status);
        StatusTrailers.Write(target, _responseTrailers);
        StatusTrailers.Write(target, errorTrailers);
    }

    public void Dispose() => _lifetime.Dispose();

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (_hasHeaders)
        {
            throw new InvalidOperationException($"write headers: those of the call {Method} are sent");
        }

        WriteHeaders();
        StatusTrailers.Write(_http.Response.Headers, responseHeaders);
        await _http.Response.StartAsync(CancellationToken);
    }

    private static Metadata ReadHeaders(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                MetadataCodec.Add(metadata, name, value ?? "");
            }
        }

        return metadata;
    }

    private void WriteHeaders()
    {
        if (!_hasHeaders)
        {
            _hasHeaders = true;
            _http.Response.ContentType = GrpcHeaders.ContentType;
            _http.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.AcceptedEncodings;
        }
    }
}
