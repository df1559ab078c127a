using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using CriSharp.Grpc.Wire;
using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>A response whose headers have come: its messages and, behind them, its status.</summary>
internal sealed class CallResponse
{
    private readonly HttpResponseMessage _message;

    private CallResponse(HttpResponseMessage message, MessageReader reader)
    {
        _message = message;
        Reader = reader;
        Headers = MetadataOf(message.Headers);
    }

    public MessageReader Reader { get; }

    /// <summary>The custom headers.</summary>
    public Metadata Headers { get; }

    /// <summary>Opens the stream of messages; the token closes it.</summary>
    /// <exception cref="RpcException">The server has answered with a status alone, or not with gRPC at all.</exception>
    public static async Task<CallResponse> OpenAsync(HttpResponseMessage message, int maxMessageBytes, CancellationToken cancellationToken)
    {
        // Closing an unread stream is what tells the server that nobody listens.
        cancellationToken.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), message);
        if (message.StatusCode != HttpStatusCode.OK || !GrpcHeaders.IsGrpc(message.Content.Headers.ContentType?.ToString()))
        {
            throw new RpcException(StatusOfHttp(message));
        }

        var hasStatus = ValueOf(message.Headers, GrpcHeaders.Status) is not null;
        if (hasStatus && OutcomeOf(message.Headers) is { Status.StatusCode: not StatusCode.OK } outcome)
        {
            throw outcome.ToException();
        }

        var stream = await message.Content.ReadAsStreamAsync(cancellationToken);
        var encoding = ValueOf(message.Headers, GrpcHeaders.Encoding);
        return new CallResponse(message, new MessageReader(PipeReader.Create(stream), encoding, maxMessageBytes));
    }

    /// <summary>The status, after the last message.</summary>
    public CallOutcome ReadOutcome() =>
        OutcomeOf(ValueOf(_message.Headers, GrpcHeaders.Status) is null ? _message.TrailingHeaders : _message.Headers);

    private static CallOutcome OutcomeOf(HttpResponseHeaders trailers)
    {
        if (!int.TryParse(ValueOf(trailers, GrpcHeaders.Status), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return new CallOutcome(StatusCode.Internal, "read status: the server has sent none");
        }

        var status = Enum.IsDefined((StatusCode)code) ? (StatusCode)code : StatusCode.Unknown;
        var detail = PercentEncoding.Decode(ValueOf(trailers, GrpcHeaders.Message) ?? "");
        return new CallOutcome(new Status(status, detail), MetadataOf(trailers));
    }

    // The table of grpc/grpc, doc/http-grpc-status-mapping.md.
    private static Status StatusOfHttp(HttpResponseMessage message)
    {
        var code = message.StatusCode switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway => StatusCode.Unavailable,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        var contentType = message.Content.Headers.ContentType;
        return new Status(code, $"read response: not gRPC but HTTP status {(int)message.StatusCode} with content type {contentType}");
    }

    private static Metadata MetadataOf(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                MetadataCodec.Add(metadata, name, value);
            }
        }

        return metadata;
    }

    private static string? ValueOf(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
