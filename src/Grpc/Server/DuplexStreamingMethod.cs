using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>Streams both ways.</summary>
internal sealed class DuplexStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) : ServerMethod
    where TRequest : class
    where TResponse : class
{
    public override bool EndsWithServer => true;

    public override Task InvokeAsync(ServerCall call)
    {
        call.AllowEndlessRequest();
        return handler(
            new RequestStream<TRequest>(call, method.RequestMarshaller), new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
    }
}
