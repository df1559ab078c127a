using Grpc.Core;

namespace CriSharp.Tests.e2e.Client;

/// <summary>Asserts how a call fails.</summary>
public static class Failures
{
    /// <summary>The call must fail with this code; returns the message for a closer look.</summary>
    public static async Task<string> ExpectAsync<T>(StatusCode code, Func<AsyncUnaryCall<T>> call)
        where T : class
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.True(code == failure.StatusCode, $"expected {code}, got {failure.StatusCode}: {failure.Status.Detail}");
        return failure.Status.Detail;
    }

    /// <summary>The call must fail, with a message that says this much; the code is free.</summary>
    public static async Task<RpcException> ExpectAsync<T>(string said, Func<AsyncUnaryCall<T>> call)
        where T : class
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Contains(said, failure.Status.Detail, StringComparison.Ordinal);
        return failure;
    }
}
