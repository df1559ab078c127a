using CriSharp.Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace CriSharp.Grpc.Server;

/// <summary>Refuses, in the terms of HTTP, requests that are not gRPC: their senders would not understand a gRPC status.</summary>
internal static class HttpRefusal
{
    /// <summary>The status code to refuse the request with, or null if it is gRPC.</summary>
    public static int? Of(HttpRequest request)
    {
        if (!HttpProtocol.IsHttp2(request.Protocol))
        {
            return StatusCodes.Status426UpgradeRequired;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        return GrpcHeaders.IsGrpc(request.ContentType) ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    /// <summary>Answers with the code and a line of text.</summary>
    public static Task AnswerAsync(HttpResponse response, int statusCode)
    {
        response.StatusCode = statusCode;
        response.ContentType = "text/plain";
        if (statusCode == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }

        return response.WriteAsync("this endpoint speaks gRPC: POST over HTTP/2 with content-type application/grpc\n");
    }
}
