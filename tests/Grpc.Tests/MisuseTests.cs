using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CriSharp.Grpc;
using CriSharp.Tests.Grpc.Wire;
using Google.Protobuf;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>Requests that are wrong: each gets its answer, and the server serves on.</summary>
public sealed class MisuseTests : IAsyncLifetime
{
    private const string Say = "/crisharp.tests.echo.Echo/Say";

    private static readonly byte[] Hello = new EchoMessage { Text = "hello" }.ToByteArray();

    private EchoServer _server = null!;
    private RawClient _raw = null!;

    public static TheoryData<string, byte[], string, string> Bodies => new()
    {
        { "one message", Framed(0, Hello), "0", "" },
        { "empty message", Framed(0, []), "0", "" },
        { "nothing", [], "13", "read message: the stream ended without a message" },
        { "part of a prefix", [0, 0, 0], "13", "read message: the stream ended 3 bytes into the prefix of a message" },
        { "prefix alone", [0, 0, 0, 0, 9], "13", "read message: the stream ended 0 bytes into a message of 9" },
        { "part of a message", [0, 0, 0, 0, 9, 1, 2], "13", "read message: the stream ended 2 bytes into a message of 9" },
        { "largest length there is", [0, 255, 255, 255, 255], "8", "read message: 4294967295 bytes are over the limit of 16777216" },
        { "length over the limit", [0, 1, 0, 0, 1], "8", "read message: 16777217 bytes are over the limit of 16777216" },
        { "compressed without an encoding", Framed(1, Hello), "13", "read message: a message is compressed, but grpc-encoding names no compression" },
        { "unknown flag", Framed(2, Hello), "13", "read message: the flag of a message is 2" },
        { "two messages", [.. Framed(0, Hello), .. Framed(0, Hello)], "13", "read message: more data follow the only message of the stream" },
        { "not protobuf", Framed(0, [255, 255, 255]), "13", "read message: not a valid EchoMessage: " },
        { "text that is not UTF-8", Framed(0, [10, 2, 0xc3, 0x28]), "0", "" },
    };

    public static TheoryData<string, byte[], string, string> GzipBodies => new()
    {
        { "compressed", Framed(1, Gzipped(Hello)), "0", "" },
        { "not compressed after all", Framed(0, Hello), "0", "" },
        { "compressed to the limit", Framed(1, Gzipped(MessageOf(GrpcLimits.MessageBytes))), "0", "" },
        {
            "inflates beyond the limit", Framed(1, Gzipped(MessageOf(GrpcLimits.MessageBytes + 1))),
            "8", "read message: it inflates beyond the limit of 16777216 bytes"
        },
        { "not gzip", Framed(1, Hello), "13", "read message: not valid gzip: " },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EchoServer.StartAsync();
        _raw = new RawClient(_server.SocketPath);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal("still here", (await _server.Client.SayAsync(new EchoMessage { Text = "still here" })).Text);
        Assert.Empty(_server.Log.Errors);
        _raw.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_GetsItsStatus(string what, byte[] body, string status, string message) =>
        await AssertAnswerAsync(what, body, [], status, message);

    [Theory]
    [MemberData(nameof(GzipBodies))]
    public async Task GzipBody_GetsItsStatus(string what, byte[] body, string status, string message) =>
        await AssertAnswerAsync(what, body, [("grpc-encoding", "gzip")], status, message);

    [Fact]
    public async Task Encoding_Unknown_IsUnimplementedAndTellsTheKnownOnes()
    {
        using var response = await _raw.PostAsync(Say, RawClient.Grpc(Framed(1, Hello)), ("grpc-encoding", "br"));

        Assert.Equal(("12", "read message: encoding br is not one of identity,gzip"), RawClient.StatusOf(response));
        Assert.Equal("identity,gzip", response.Headers.GetValues("grpc-accept-encoding").Single());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpcfoo", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("Application/GRPC", HttpStatusCode.OK)]
    public async Task ContentType_DecidesWhetherItIsGrpc(string? contentType, HttpStatusCode expected)
    {
        var content = new ByteArrayContent(Framed(0, Hello));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        using var response = await _raw.PostAsync(Say, content);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? "0" : null, RawClient.StatusOf(response).Status);
    }

    [Fact]
    public async Task Method_NotPost_IsNotAllowed()
    {
        using var response = await _raw.SendAsync(HttpMethod.Get, Say, null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/crisharp.tests.echo.Echo/Sing", "unknown method Sing of service crisharp.tests.echo.Echo")]
    [InlineData("/crisharp.tests.echo.Echo/say", "unknown method say of service crisharp.tests.echo.Echo")]
    [InlineData("/crisharp.tests.echo.Echo/Say/", "unknown service crisharp.tests.echo.Echo/Say")]
    [InlineData("/runtime.v1alpha2.RuntimeService/Version", "unknown service runtime.v1alpha2.RuntimeService")]
    [InlineData("/", "unknown service ")]
    [InlineData("/Say", "unknown service ")]
    public async Task Path_Unknown_IsUnimplementedByName(string path, string message)
    {
        using var response = await _raw.PostAsync(path, RawClient.Grpc(Framed(0, Hello)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("12", message), RawClient.StatusOf(response));
    }

    [Theory]
    [InlineData("", "13")]
    [InlineData("10", "13")]
    [InlineData("-1S", "13")]
    [InlineData("123456789S", "13")]
    [InlineData("0S", "4")]
    [InlineData("99999999H", "0")]
    [InlineData("1M", "0")]
    public async Task Timeout_GetsItsStatus(string timeout, string status)
    {
        using var response = await _raw.PostAsync(Say, RawClient.Grpc(Framed(0, Hello)), ("grpc-timeout", timeout));

        Assert.Equal(status, RawClient.StatusOf(response).Status);
    }

    [Fact]
    public async Task Body_ThatNeverEnds_IsEndedByTheDeadline()
    {
        using var response = await _raw.PostAsync(Say, new StalledContent(Framed(0, Hello), Cancellation), ("grpc-timeout", "200m"));

        Assert.Equal("4", RawClient.StatusOf(response).Status);
    }

    [Fact]
    public async Task Body_ThatNeverEndsWithoutADeadline_IsEndedByTheServer()
    {
        await using var server = await EchoServer.StartAsync(options => options.RequestTimeout = TimeSpan.FromMilliseconds(200));
        using var raw = new RawClient(server.SocketPath);

        using var response = await raw.PostAsync(Say, new StalledContent(Framed(0, Hello), Cancellation));

        Assert.Equal(("4", "read message: it did not arrive in time"), RawClient.StatusOf(response));
    }

    [Theory]
    [InlineData("echo-bin", "!!!", "13")]
    [InlineData("echo-bin", "AP8=,AP8", "0")]
    [InlineData("echo!key", "x", "0")]
    [InlineData("echo-tab", "a\tb", "0")]
    public async Task Metadata_OddOnes_GetTheirStatus(string name, string value, string status)
    {
        using var response = await _raw.PostAsync(Say, RawClient.Grpc(Framed(0, Hello)), (name, value));

        Assert.Equal(status, RawClient.StatusOf(response).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nand now for something completely different")]
    [InlineData("\u0016\u0003\u0001 a TLS client says hello\n")]
    public async Task Connection_NotHttp2_IsClosed(string opening)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_server.SocketPath), Cancellation);
        await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(opening), Cancellation);
        await using var stream = new NetworkStream(socket);

        await stream.CopyToAsync(Stream.Null, Cancellation);
    }

    private static byte[] Framed(byte flag, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] MessageOf(int bytes)
    {
        var message = new EchoMessage { Data = ByteString.CopyFrom(new byte[bytes - 5]) }.ToByteArray();
        Assert.Equal(bytes, message.Length);
        return message;
    }

    private static byte[] Gzipped(byte[] message)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(message);
        }

        return compressed.ToArray();
    }

    private async Task AssertAnswerAsync(string what, byte[] body, (string, string)[] headers, string status, string message)
    {
        using var response = await _raw.PostAsync(Say, RawClient.Grpc(body), headers);

        var (actualStatus, actualMessage) = RawClient.StatusOf(response);
        Assert.True(status == actualStatus, $"{what}: {actualStatus} {actualMessage}");
        Assert.StartsWith(message, actualMessage ?? "", StringComparison.Ordinal);
    }
}
