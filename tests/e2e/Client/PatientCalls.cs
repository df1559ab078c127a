using Grpc.Core;

namespace CriSharp.Tests.e2e.Client;

/// <summary>Gives every call that names none a deadline, so that a hang becomes a failed test, and the test's own token.</summary>
public sealed class PatientCalls(CallInvoker inner) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.BlockingUnaryCall(method, host, Patiently(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.AsyncUnaryCall(method, host, Patiently(options), request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.AsyncServerStreamingCall(method, host, Patiently(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        inner.AsyncClientStreamingCall(method, host, Patiently(options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        inner.AsyncDuplexStreamingCall(method, host, Patiently(options));

    private static CallOptions Patiently(CallOptions options)
    {
        var deadline = options.Deadline ?? TimeProvider.System.GetUtcNow().UtcDateTime + Deadlines.Patience;
        var token = options.CancellationToken.CanBeCanceled ? options.CancellationToken : TestContext.Current.CancellationToken;
        return options.WithDeadline(deadline).WithCancellationToken(token);
    }
}
