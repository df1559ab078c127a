using Grpc.Core;
using Grpc.Health.V1;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace CriSharp.Tests.Grpc;

/// <summary>grpc.health.v1, called by our client and by a foreign one.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private const string Service = "crisharp.tests.echo.Echo";

    private EchoServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Health.HealthClient Client => new(_server.Channel);

    public async ValueTask InitializeAsync() => _server = await EchoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Check_TellsWhatWasSet()
    {
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));

        _server.Health.Set("", ServingStatus.Serving);
        _server.Health.Set(Service, ServingStatus.Serving);

        Assert.Equal(ServingStatus.Serving, await CheckAsync(""));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(Service));
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound() =>
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => CheckAsync("nobody"))).StatusCode);

    [Fact]
    public async Task Watch_TellsNowAndEachChange()
    {
        using var watch = Client.Watch(new HealthCheckRequest { Service = Service }, cancellationToken: Cancellation);

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        foreach (var status in (ServingStatus[])[ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.Serving])
        {
            _server.Health.Set("another", ServingStatus.Serving);
            _server.Health.Set(Service, status);
            Assert.Equal(status, await NextAsync(watch));
        }
    }

    [Fact]
    public async Task Watch_ByAForeignClient_TellsEachChange()
    {
        Assert.SkipWhen(ForeignClient.Obstacle is not null, ForeignClient.Obstacle ?? "");
        await using var watch = ForeignClient.Start(_server.SocketPath, "unary_stream", "/grpc.health.v1.Health/Watch");
        await watch.SendAsync(new HealthCheckRequest());

        Assert.Equal(ServingStatus.NotServing, (await watch.ReceiveAsync(HealthCheckResponse.Parser))?.Status);
        _server.Health.Set("", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, (await watch.ReceiveAsync(HealthCheckResponse.Parser))?.Status);
    }

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await Client.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancellation)).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        return watch.ResponseStream.Current.Status;
    }
}
