using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using CriSharp.Grpc.Wire;
using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>Turns calls into requests of HTTP/2 and sends them to one socket.</summary>
internal sealed class CallSender(HttpMessageInvoker http, string socketPath, int maxMessageBytes, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue ContentType = new(GrpcHeaders.ContentType);

    public string SocketPath => socketPath;

    public int MaxMessageBytes => maxMessageBytes;

    public TimeProvider Time => time;

    /// <summary>Sends the request and waits for the headers of the response.</summary>
    public async Task<HttpResponseMessage> SendAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost{method.FullName}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Serialize(message, method.RequestMarshaller),
        };
        AddHeaders(request.Headers, options);
        return await http.SendAsync(request, cancellationToken);
    }

    private ReadOnlyMemoryContent Serialize<T>(T message, Marshaller<T> marshaller)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new MessageWriter(buffer, maxMessageBytes).Write(message, marshaller.ContextualSerializer);
        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = ContentType } };
    }

    private void AddHeaders(HttpRequestHeaders headers, CallOptions options)
    {
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", "grpc-csharp-crisharp/1.0");
        headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.AcceptedEncodings);
        if (options.Deadline is { } deadline)
        {
            var left = deadline.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(left));
        }

        foreach (var entry in options.Headers ?? Metadata.Empty)
        {
            if (!MetadataCodec.IsReserved(entry.Key))
            {
                headers.TryAddWithoutValidation(entry.Key, MetadataCodec.Format(entry));
            }
        }
    }
}
