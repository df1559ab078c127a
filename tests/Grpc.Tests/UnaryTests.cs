using CriSharp.Grpc;
using CriSharp.Tests.Grpc.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>Unary calls, from our client to our server.</summary>
public sealed class UnaryTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public async ValueTask InitializeAsync() => _server = await EchoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Call_AwaitedAndBlocking_AnswersTheSame()
    {
        var request = new EchoMessage { Text = "grüße, 世界 🚢", Data = ByteString.CopyFrom(0, 1, 255) };

        Assert.Equal(request, await _server.Client.SayAsync(request, cancellationToken: Cancellation));
        Assert.Equal(request, _server.Client.Say(request, cancellationToken: Cancellation));
        Assert.Empty(_server.Log.Errors);
    }

    [Fact]
    public async Task Call_EmptyMessage_IsAnsweredEmpty() =>
        Assert.Equal(new EchoMessage(), await _server.Client.SayAsync(new EchoMessage(), cancellationToken: Cancellation));

    [Fact]
    public async Task Call_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        var requests = Enumerable.Range(0, 500).Select(i => new EchoMessage { Text = $"{i}" });
        var calls = requests.Select(request => _server.Client.SayAsync(request, cancellationToken: Cancellation).ResponseAsync);

        var answers = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Metadata_TextAndBinary_TravelBothWays()
    {
        Metadata headers = [new("echo-headers", "in front"), new("echo-data-bin", [1, 2, 0xff]), new("echo-text", "a"), new("Echo-Text", "b")];
        using var call = _server.Client.SayAsync(new EchoMessage(), headers, cancellationToken: Cancellation);

        Assert.Equal("in front", (await call.ResponseHeadersAsync).GetValue("echo-headers"));
        await call;

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal([1, 2, 0xff], call.GetTrailers().GetValueBytes("echo-data-bin"));

        // A header that repeats may arrive as one with commas (RFC 9110, section 5.3).
        Assert.Equal("a, b", string.Join(", ", call.GetTrailers().GetAll("echo-text").Select(entry => entry.Value)));
    }

    [Theory]
    [InlineData(FailRequest.Types.How.Status, 5, "no container ümläut: 50% of \"x\"\nsecond line \u007f 🚢", 5)]
    [InlineData(FailRequest.Types.How.Status, 13, "", 13)]
    [InlineData(FailRequest.Types.How.Status, 99, "a code that nobody knows", 2)]
    [InlineData(FailRequest.Types.How.Status, -1, "nor this one", 2)]
    [InlineData(FailRequest.Types.How.Returned, 6, "taken", 6)]
    [InlineData(FailRequest.Types.How.Expected, 0, "not ready", 9)]
    [InlineData(FailRequest.Types.How.Unexpected, 0, "a bug", 2)]
    public async Task Failure_EveryKind_ReachesTheClient(FailRequest.Types.How how, int code, string detail, int expectedCode)
    {
        var request = new FailRequest { How = how, Code = code, Detail = detail };

        var failure = await Assert.ThrowsAsync<RpcException>(() => _server.Client.FailAsync(request, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal((StatusCode)expectedCode, failure.StatusCode);
        Assert.Equal(detail, failure.Status.Detail);
        Assert.Equal(how == FailRequest.Types.How.Unexpected ? 1 : 0, _server.Log.Errors.Count());
    }

    // What generated base classes answer for a method that nobody has overridden.
    [Fact]
    public async Task Unimplemented_WithoutAWord_NamesTheMethod()
    {
        var request = new FailRequest { How = FailRequest.Types.How.Status, Code = (int)StatusCode.Unimplemented };

        var failure = await Assert.ThrowsAsync<RpcException>(() => _server.Client.FailAsync(request, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.EndsWith("/Fail is not offered", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_WithTrailers_CarriesThem()
    {
        using var call = _server.Client.FailAsync(new FailRequest { Code = 3 }, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal("told so", failure.Trailers.GetValue("why"));
        Assert.Equal([0, 255], call.GetTrailers().GetValueBytes("why-bin"));
        Assert.Equal(StatusCode.InvalidArgument, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Failure_Unexpected_IsLoggedOnceWithItsException()
    {
        var request = new FailRequest { How = FailRequest.Types.How.Unexpected, Detail = "a bug" };

        await Assert.ThrowsAsync<RpcException>(() => _server.Client.FailAsync(request, cancellationToken: Cancellation).ResponseAsync);

        var entry = Assert.Single(_server.Log.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Contains("/crisharp.tests.echo.Echo/Fail", entry.Text, StringComparison.Ordinal);
        Assert.Equal("a bug", Assert.IsType<InvalidOperationException>(entry.Exception).Message);
    }

    [Fact]
    public async Task Deadline_Passes_BothSidesEnd()
    {
        var call = _server.Client.WaitAsync(new EchoMessage(), deadline: Now.AddMilliseconds(100), cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await _server.Service.Cancelled.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Deadline_Given_IsKnownToTheService()
    {
        var deadline = Now.AddHours(1);
        using var call = _server.Client.WaitAsync(new EchoMessage(), deadline: deadline, cancellationToken: Cancellation);

        var known = await _server.Service.Waiting.Task.WaitAsync(Cancellation);

        Assert.Equal(deadline, known, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Deadline_Past_FailsWithoutACall()
    {
        var call = _server.Client.SayAsync(new EchoMessage(), deadline: DateTime.UnixEpoch, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.DoesNotContain(_server.Log.Entries, entry => entry.Text.Contains("Echo/Say", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_ByTokenOrByDispose_ReachesTheService(bool byToken)
    {
        using var source = new CancellationTokenSource();
        using var call = _server.Client.WaitAsync(new EchoMessage(), cancellationToken: source.Token);
        Assert.Equal(DateTime.MaxValue, await _server.Service.Waiting.Task.WaitAsync(Cancellation));

        if (byToken)
        {
            source.Cancel();
        }
        else
        {
            call.Dispose();
        }

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        await _server.Service.Cancelled.Task.WaitAsync(Cancellation);
        Assert.Empty(_server.Log.Errors);
    }

    [Theory]
    [InlineData(10 * 1024 * 1024)]
    [InlineData(GrpcLimits.MessageBytes - 8)]
    public async Task Message_UpToTheLimit_TravelsBothWays(int bytes)
    {
        var data = new byte[bytes];
        new Random(1).NextBytes(data);

        var answer = await _server.Client.SayAsync(new EchoMessage { Data = UnsafeByteOperations.UnsafeWrap(data) }, cancellationToken: Cancellation);

        Assert.True(answer.Data.Span.SequenceEqual(data));
    }

    [Fact]
    public async Task Message_RequestOverTheLimit_IsResourceExhaustedOnBothSides()
    {
        var request = new EchoMessage { Data = UnsafeByteOperations.UnsafeWrap(new byte[GrpcLimits.MessageBytes]) };
        using var unlimited = new UnixChannel(_server.SocketPath, maxMessageBytes: int.MaxValue);

        var here = await Assert.ThrowsAsync<RpcException>(
            () => _server.Client.SayAsync(request, cancellationToken: Cancellation).ResponseAsync);
        var there = await Assert.ThrowsAsync<RpcException>(
            () => new Echo.EchoClient(unlimited).SayAsync(request, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal("write message: 16777221 bytes are over the limit of 16777216", here.Status.Detail);
        Assert.Equal("read message: 16777221 bytes are over the limit of 16777216", there.Status.Detail);
        Assert.All([here, there], failure => Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode));
        Assert.Equal("still here", (await _server.Client.SayAsync(new EchoMessage { Text = "still here" }, cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task Message_ResponseOverTheLimit_IsResourceExhaustedOnBothSides()
    {
        using var narrow = new UnixChannel(_server.SocketPath, maxMessageBytes: 1000);

        var there = await Assert.ThrowsAsync<RpcException>(
            () => _server.Client.FillAsync(new FillRequest { Bytes = GrpcLimits.MessageBytes }, cancellationToken: Cancellation).ResponseAsync);
        var here = await Assert.ThrowsAsync<RpcException>(
            () => new Echo.EchoClient(narrow).FillAsync(new FillRequest { Bytes = 1000 }, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal("write message: 16777221 bytes are over the limit of 16777216", there.Status.Detail);
        Assert.Equal("read message: 1003 bytes are over the limit of 1000", here.Status.Detail);
        Assert.All([here, there], failure => Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode));
    }
}
