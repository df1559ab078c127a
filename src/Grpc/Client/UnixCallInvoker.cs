using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>Starts the calls of generated clients. Nothing here streams from the client, so those two kinds are not offered.</summary>
internal sealed class UnixCallInvoker(CallSender sender) : CallInvoker
{
    // Generated clients have a blocking form of each unary method, and HTTP/2 has none: this thread waits for the pool's.
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new ClientCall<TRequest, TResponse>(sender, method, options, request).ReadSingleAsync().GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(sender, method, options, request);
        return new AsyncUnaryCall<TResponse>(call.ReadSingleAsync(), call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(sender, method, options, request);
        return new AsyncServerStreamingCall<TResponse>(call, call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotOffered(method);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotOffered(method);

    private static RpcException NotOffered(IMethod method) =>
        new(new Status(StatusCode.Unimplemented, $"call {method.FullName}: this client does not send streams"));
}
