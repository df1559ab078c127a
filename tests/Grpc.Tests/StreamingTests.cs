using CriSharp.Tests.Grpc.Wire;
using Grpc.Core;
using Xunit;
using End = CriSharp.Tests.Grpc.Wire.CountRequest.Types.End;

namespace CriSharp.Tests.Grpc;

/// <summary>Streams of responses, from our server to our client.</summary>
public sealed class StreamingTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await EchoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(1000, 100)]
    [InlineData(12, 1024 * 1024)]
    public async Task Stream_ThatEndsWell_GivesAllMessagesInOrder(int messages, int messageBytes)
    {
        using var call = _server.Client.Count(
            new CountRequest { Messages = messages, MessageBytes = messageBytes }, cancellationToken: Cancellation);

        var received = await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, messages).Select(i => $"{i}"), received.Select(message => message.Text));
        Assert.All(received, message => Assert.Equal(messageBytes, message.Data.Length));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.False(await call.ResponseStream.MoveNext(Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Stream_ThatFails_GivesTheMessagesThenTheFailure(int messages)
    {
        using var call = _server.Client.Count(new CountRequest { Messages = messages, End = End.Fail }, cancellationToken: Cancellation);
        for (var i = 0; i < messages; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(new Status(StatusCode.Aborted, $"after {messages}"), failure.Status);
        Assert.Equal(failure.Status, call.GetStatus());
    }

    [Fact]
    public async Task Write_AfterTheCallHasEnded_IsRefused()
    {
        using var call = _server.Client.Count(new CountRequest(), cancellationToken: Cancellation);
        Assert.False(await call.ResponseStream.MoveNext(Cancellation));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _server.Service.LastStream!.WriteAsync(new EchoMessage(), Cancellation));

        Assert.Equal("write message: the call /crisharp.tests.echo.Echo/Count has ended", failure.Message);
    }

    [Fact]
    public async Task Message_IsThereBeforeTheStreamEnds()
    {
        using var call = _server.Client.Count(new CountRequest { Messages = 1, End = End.Wait }, cancellationToken: Cancellation);

        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        Assert.Equal("0", call.ResponseStream.Current.Text);
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
    }

    [Fact]
    public async Task Dispose_WhileNobodyReads_EndsTheServersCall()
    {
        var call = _server.Client.Count(new CountRequest { Messages = 1, End = End.Wait }, cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        call.Dispose();

        await _server.Service.Cancelled.Task.WaitAsync(Cancellation);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation))).StatusCode);
    }

    [Fact]
    public async Task Cancel_WhileReading_EndsTheServersCall()
    {
        using var source = new CancellationTokenSource();
        using var call = _server.Client.Count(new CountRequest { Messages = 1, End = End.Wait }, cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        var next = call.ResponseStream.MoveNext(source.Token);

        source.Cancel();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        await _server.Service.Cancelled.Task.WaitAsync(Cancellation);
        Assert.Empty(_server.Log.Errors);
    }

    [Fact]
    public async Task Deadline_PassesBetweenMessages_EndsBothSides()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300);
        using var call = _server.Client.Count(new CountRequest { Messages = 1, End = End.Wait }, deadline: deadline, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.ReadAllAsync(Cancellation).CountAsync(Cancellation));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await _server.Service.Cancelled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task SlowReader_OfMoreThanTheWindow_HoldsTheSenderAndLosesNothing()
    {
        using var call = _server.Client.Count(
            new CountRequest { Messages = 64, MessageBytes = 1024 * 1024, End = End.Wait }, cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        // Other calls share the connection and must not be held with it.
        Assert.Equal("through", (await _server.Client.SayAsync(new EchoMessage { Text = "through" }, cancellationToken: Cancellation)).Text);
        Assert.False(_server.Service.Waiting.Task.IsCompleted);

        for (var i = 1; i < 64; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }
    }

    [Fact]
    public async Task ServerStops_DuringAnEndlessStream_EndsItAsUnavailable()
    {
        using var call = _server.Client.Count(new CountRequest { Messages = 1, End = End.Wait }, cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        await _server.StopAsync(Cancellation);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(new Status(StatusCode.Unavailable, "the server is stopping"), failure.Status);
    }
}
