using System.Security.Cryptography;
using CriSharp.Tests.Grpc.Wire;
using Google.Protobuf;
using Xunit;
using End = CriSharp.Tests.Grpc.Wire.CountRequest.Types.End;

namespace CriSharp.Tests.Grpc;

/// <summary>Our server, called by the reference implementation of gRPC.</summary>
public sealed class ForeignClientTests : IAsyncLifetime
{
    private const string Echo = "/crisharp.tests.echo.Echo/";

    private EchoServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ForeignClient.Obstacle is not null, ForeignClient.Obstacle ?? "");
        _server = await EchoServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            Assert.Empty(_server.Log.Errors);
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("grüße, 世界 🚢", false)]
    [InlineData("compressed compressed compressed compressed", true)]
    public async Task Unary_IsAnswered(string text, bool gzip)
    {
        await using var client = Call("unary_unary", "Say", gzip ? ["--gzip"] : []);
        await client.SendAsync(new EchoMessage { Text = text });

        Assert.Equal(text, (await client.ReceiveAsync(EchoMessage.Parser))?.Text);
        Assert.Equal("OK", (await client.EndAsync()).Code);
    }

    [Fact]
    public async Task Unary_TenMebibytes_TravelBothWays()
    {
        var data = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);
        await using var client = Call("unary_unary", "Say");
        await client.SendAsync(new EchoMessage { Data = ByteString.CopyFrom(data) });

        Assert.True((await client.ReceiveAsync(EchoMessage.Parser))?.Data.Span.SequenceEqual(data));
    }

    [Theory]
    [InlineData(false, "read message: 17825797 bytes are over the limit of 16777216")]
    [InlineData(true, "read message: it inflates beyond the limit of 16777216 bytes")]
    public async Task Unary_SeventeenMebibytes_AreResourceExhausted(bool gzip, string details)
    {
        await using var client = Call("unary_unary", "Say", gzip ? ["--gzip"] : []);
        await client.SendAsync(new EchoMessage { Data = ByteString.CopyFrom(new byte[17 * 1024 * 1024]) });

        Assert.Equal(("RESOURCE_EXHAUSTED", details), await StatusAsync(client));
    }

    [Fact]
    public async Task Unary_ResponseOverTheLimit_IsResourceExhausted()
    {
        await using var client = Call("unary_unary", "Fill");
        await client.SendAsync(new FillRequest { Bytes = 17 * 1024 * 1024 });

        Assert.Equal(("RESOURCE_EXHAUSTED", "write message: 17825797 bytes are over the limit of 16777216"), await StatusAsync(client));
    }

    [Fact]
    public async Task Metadata_TextAndBinary_ComeBack()
    {
        await using var client = Call("unary_unary", "Say", "--metadata", "echo-text=a b", "--metadata", "echo-data-bin=00ff10");
        await client.SendAsync(new EchoMessage());

        var (code, _, trailers) = await client.EndAsync();

        Assert.Equal("OK", code);
        Assert.Equal("a b", trailers["echo-text"]?.GetValue<string>());
        Assert.Equal("00ff10", trailers["echo-data-bin"]?.GetValue<string>());
    }

    [Fact]
    public async Task Failure_TextBeyondAscii_ArrivesUnchanged()
    {
        const string Detail = "no container ümläut: 50% of \"x\"\nsecond line 🚢";
        await using var client = Call("unary_unary", "Fail");
        await client.SendAsync(new FailRequest { Code = 5, Detail = Detail });

        var (code, details, trailers) = await client.EndAsync();

        Assert.Equal(("NOT_FOUND", Detail), (code, details));
        Assert.Equal("told so", trailers["why"]?.GetValue<string>());
        Assert.Equal("00ff", trailers["why-bin"]?.GetValue<string>());
    }

    [Fact]
    public async Task Failure_VeryLongText_KeepsItsStatus()
    {
        await using var client = Call("unary_unary", "Fail");
        await client.SendAsync(new FailRequest { Code = 9, Detail = new string('ü', 100_000) });

        var (code, details) = await StatusAsync(client);

        Assert.Equal("FAILED_PRECONDITION", code);
        Assert.StartsWith(new string('ü', 1000), details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Method_Unknown_IsUnimplemented()
    {
        await using var client = Call("unary_unary", "Sing");
        await client.SendAsync(new EchoMessage());

        Assert.Equal(("UNIMPLEMENTED", "unknown method Sing of service crisharp.tests.echo.Echo"), await StatusAsync(client));
    }

    [Theory]
    [InlineData("unary_unary", "Wait")]
    [InlineData("unary_stream", "Count")]
    public async Task Deadline_Passes_EndsBothSides(string shape, string method)
    {
        await using var client = Call(shape, method, "--timeout", "0.5");
        await client.SendAsync(new CountRequest { End = End.Wait });

        Assert.Equal("DEADLINE_EXCEEDED", (await client.EndAsync()).Code);
        await _server.Service.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("unary_unary", "Wait")]
    [InlineData("unary_stream", "Count")]
    public async Task Cancel_EndsBothSides(string shape, string method)
    {
        await using var client = Call(shape, method);
        await client.SendAsync(new CountRequest { End = End.Wait });
        await _server.Service.Waiting.Task.WaitAsync(TestContext.Current.CancellationToken);

        await client.CancelAsync();

        Assert.Equal("CANCELLED", (await client.EndAsync()).Code);
        await _server.Service.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(0, End.Ok, "OK")]
    [InlineData(500, End.Ok, "OK")]
    [InlineData(0, End.Fail, "ABORTED")]
    [InlineData(3, End.Fail, "ABORTED")]
    public async Task ServerStream_GivesItsMessagesThenItsStatus(int messages, End end, string code)
    {
        await using var client = Call("unary_stream", "Count");
        await client.SendAsync(new CountRequest { Messages = messages, End = end });

        for (var i = 0; i < messages; i++)
        {
            Assert.Equal($"{i}", (await client.ReceiveAsync(EchoMessage.Parser))?.Text);
        }

        Assert.Null(await client.ReceiveAsync(EchoMessage.Parser));
        Assert.Equal(code, (await client.EndAsync()).Code);
    }

    [Fact]
    public async Task ClientStream_IsReadToItsEnd()
    {
        await using var client = Call("stream_unary", "Join");
        await client.SendAsync(new EchoMessage { Text = "a" }, new EchoMessage { Text = "b" }, new EchoMessage());
        client.Complete();

        Assert.Equal("ab", (await client.ReceiveAsync(EchoMessage.Parser))?.Text);
    }

    [Fact]
    public async Task Duplex_AnswersEachMessageAsItComes()
    {
        await using var client = Call("stream_stream", "Chat");
        foreach (var text in (string[])["one", "two", "three"])
        {
            await client.SendAsync(new EchoMessage { Text = text });
            Assert.Equal(text, (await client.ReceiveAsync(EchoMessage.Parser))?.Text);
        }

        client.Complete();
        Assert.Equal("OK", (await client.EndAsync()).Code);
    }

    private static async Task<(string Code, string? Details)> StatusAsync(ForeignClient client)
    {
        var (code, details, _) = await client.EndAsync();
        return (code, details);
    }

    private ForeignClient Call(string shape, string method, params string[] options) =>
        ForeignClient.Start(_server.SocketPath, shape, Echo + method, options);
}
