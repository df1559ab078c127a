using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) : ServerMethod
    where TRequest : class
    where TResponse : class
{
    public override bool EndsWithServer => true;

    public override async Task InvokeAsync(ServerCall call)
    {
        call.AllowEndlessRequest();
        var response = await handler(new RequestStream<TRequest>(call, method.RequestMarshaller), call);
        if (call.Status.StatusCode == StatusCode.OK)
        {
            call.Write(response, method.ResponseMarshaller);
        }
    }
}
