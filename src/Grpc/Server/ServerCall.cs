using System.IO.Pipelines;
using CriSharp.Grpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CriSharp.Grpc.Server;

/// <summary>One call on the server: the request of HTTP/2 as gRPC sees it, and the ways to answer.</summary>
internal sealed class ServerCall : ServerCallContext, IDisposable
{
    private const int InternalError = 2; // RFC 9113, section 7

    private readonly HttpContext _http;
    private readonly CallLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly GrpcServerOptions _options;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private bool _hasHeaders;

    public ServerCall(HttpContext http, CallLifetime lifetime, TimeProvider time, GrpcServerOptions options)
    {
        _http = http;
        _lifetime = lifetime;
        MethodCore = http.Request.Path.Value!;
        _time = time;
        _options = options;
        _reader = new MessageReader(http.Request.BodyReader, http.Request.Headers[GrpcHeaders.Encoding], options.MaxMessageBytes);
        _writer = new MessageWriter(http.Response.BodyWriter, options.MaxMessageBytes);
    }

    /// <summary>Whether the status is sent: what is written now would land in another call, for Kestrel uses its streams again.</summary>
    public bool HasEnded { get; private set; }

    protected override string MethodCore { get; }

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore =>
        _http.Connection.RemoteIpAddress is { } address ? $"{address}:{_http.Connection.RemotePort}" : "unix:";

    protected override DateTime DeadlineCore => _lifetime.Deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(_http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _lifetime.Token;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Reads the only request, in the time a request may take.</summary>
    public async Task<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var reading = _reader.ReadSingleAsync(marshaller.ContextualDeserializer, CancellationToken);
        await using var timer = reading.IsCompleted ? null : _time.CreateTimer(
            static body => ((PipeReader)body!).CancelPendingRead(), _http.Request.BodyReader, _options.RequestTimeout, Timeout.InfiniteTimeSpan);
        return await GuardAsync(reading);
    }

    /// <summary>Reads the next request; null at the end of the stream.</summary>
    public Task<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class => GuardAsync(_reader.ReadAsync(marshaller.ContextualDeserializer, cancellationToken));

    /// <summary>Writes a message, to be sent with the next flush or with the status.</summary>
    public void Write<T>(T message, Marshaller<T> marshaller)
    {
        if (HasEnded)
        {
            throw new InvalidOperationException($"write message: the call {Method} has ended");
        }

        _writer.Write(message, marshaller.ContextualSerializer);
        WriteHeaders();
    }

    /// <summary>Sends what was written; done when there is room for more.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await _http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "write message: the client has closed the stream"));
        }
    }

    /// <summary>Lets the request be a stream of any length.</summary>
    public void AllowEndlessRequest() => _http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;

    /// <summary>Ends the call: in trailers, or as headers alone if there is an error and nothing was sent yet.</summary>
    public void End(Status status, Metadata? errorTrailers = null)
    {
        HasEnded = true;
        if (_writer.IsTorn)
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

    // Kestrel throws first and cancels the request a moment later, so the exception must tell who has ended the call.
    private static async Task<T> GuardAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (BadHttpRequestException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"read message: {e.Message}", e));
        }
        catch (IOException e)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, $"read message: {e.Message}", e));
        }
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
