using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) : ServerMethod
    where TRequest : class
    where TResponse : class
{
    public override async Task InvokeAsync(ServerCall call)
    {
        var request = await call.ReadSingleAsync(method.RequestMarshaller);
        var response = await handler(request, call);
        if (call.Status.StatusCode == StatusCode.OK)
        {
            call.Write(response, method.ResponseMarshaller);
        }
    }
}
