using CriSharp.Tests.Grpc.Wire;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>grpc.reflection.v1, asked by a foreign client; ours sends no streams.</summary>
public sealed class ReflectionTests : IAsyncLifetime
{
    private EchoServer _server = null!;
    private ForeignClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ForeignClient.Obstacle is not null, ForeignClient.Obstacle ?? "");
        _server = await EchoServer.StartAsync();
        _client = ForeignClient.Start(_server.SocketPath, "stream_stream", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _client.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task ListServices_TellsAll()
    {
        var answer = await AskAsync(new ServerReflectionRequest { Host = "here", ListServices = "*" });

        Assert.Equal(
            ["crisharp.tests.echo.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"],
            answer.ListServicesResponse.Service.Select(service => service.Name).Order());
        Assert.Equal("here", answer.ValidHost);
        Assert.Equal("*", answer.OriginalRequest.ListServices);
    }

    [Theory]
    [InlineData("crisharp.tests.echo.Echo")]
    [InlineData("crisharp.tests.echo.Echo.Say")]
    [InlineData("crisharp.tests.echo.EchoMessage")]
    [InlineData("crisharp.tests.echo.EchoMessage.data")]
    [InlineData("crisharp.tests.echo.CountRequest.End")]
    public async Task Symbol_OfEveryKind_GivesItsFile(string symbol)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        var file = Assert.Single(FileDescriptor.BuildFromByteStrings(answer.FileDescriptorResponse.FileDescriptorProto));
        Assert.Equal(EchoReflection.Descriptor.ToProto(), file.ToProto());
    }

    [Fact]
    public async Task Questions_InOneStream_AreAnsweredInTurn()
    {
        Assert.Equal(
            5, (await AskAsync(new ServerReflectionRequest { FileByFilename = "nothing.proto" })).ErrorResponse.ErrorCode);
        Assert.Single((await AskAsync(new ServerReflectionRequest { FileByFilename = "echo.proto" })).FileDescriptorResponse.FileDescriptorProto);
        Assert.Equal(
            5, (await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "crisharp.Nothing" })).ErrorResponse.ErrorCode);
        Assert.Empty(
            (await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "crisharp.tests.echo.EchoMessage" }))
                .AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Equal(3, (await AskAsync(new ServerReflectionRequest())).ErrorResponse.ErrorCode);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await _client.SendAsync(request);
        return await _client.ReceiveAsync(ServerReflectionResponse.Parser) ?? throw new InvalidOperationException($"{await _client.EndAsync()}");
    }
}
