using CriSharp.Tests.Grpc.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace CriSharp.Tests.Grpc;

/// <summary>The service under test: does what the request tells it to.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    /// <summary>Completes when a call that waits has been cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream that the last call of Count wrote to.</summary>
    public IServerStreamWriter<EchoMessage>? LastStream { get; private set; }

    /// <summary>Completes when a call has begun to wait; tells its deadline.</summary>
    public TaskCompletionSource<DateTime> Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task<EchoMessage> Say(EchoMessage request, ServerCallContext context)
    {
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            context.ResponseTrailers.Add(entry);
        }

        if (context.RequestHeaders.Get("echo-headers") is { } header)
        {
            await context.WriteResponseHeadersAsync([header]);
        }

        return request;
    }

    public override Task<EchoMessage> Fill(FillRequest request, ServerCallContext context) =>
        Task.FromResult(new EchoMessage { Data = UnsafeByteOperations.UnsafeWrap(new byte[request.Bytes]) });

    public override Task<EchoMessage> Fail(FailRequest request, ServerCallContext context)
    {
        var status = new Status((StatusCode)request.Code, request.Detail);
        switch (request.How)
        {
            case FailRequest.Types.How.Expected:
                throw new ExpectedException(request.Detail);
            case FailRequest.Types.How.Unexpected:
                throw new InvalidOperationException(request.Detail);
            case FailRequest.Types.How.Returned:
                context.Status = status;
                return Task.FromResult(new EchoMessage());
            default:
                throw new RpcException(status, [new("why", "told so"), new("why-bin", [0, 255])]);
        }
    }

    public override async Task<EchoMessage> Wait(EchoMessage request, ServerCallContext context)
    {
        await WaitAsync(context);
        return request;
    }

    public override async Task Count(CountRequest request, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        LastStream = responseStream;
        for (var i = 0; i < request.Messages; i++)
        {
            await responseStream.WriteAsync(new EchoMessage { Text = $"{i}", Data = ByteString.CopyFrom(new byte[request.MessageBytes]) });
        }

        switch (request.End)
        {
            case CountRequest.Types.End.Fail:
                throw new RpcException(new Status(StatusCode.Aborted, $"after {request.Messages}"));
            case CountRequest.Types.End.Wait:
                await WaitAsync(context);
                break;
        }
    }

    public override async Task<EchoMessage> Join(IAsyncStreamReader<EchoMessage> requestStream, ServerCallContext context)
    {
        var joined = new EchoMessage();
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            joined.Text += message.Text;
        }

        return joined;
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoMessage> requestStream, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(message);
        }
    }

    private async Task WaitAsync(ServerCallContext context)
    {
        Waiting.TrySetResult(context.Deadline);
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            Cancelled.TrySetResult();
        }
    }
}
