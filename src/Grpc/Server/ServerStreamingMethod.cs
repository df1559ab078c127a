using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) : ServerMethod
    where TRequest : class
    where TResponse : class
{
    public override bool EndsWithServer => true;

    public override async Task InvokeAsync(ServerCall call)
    {
        var request = await call.ReadSingleAsync(method.RequestMarshaller);
        await handler(request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
    }
}
