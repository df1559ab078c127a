using CriSharp.Grpc;
using CriSharp.Tests.Grpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.Grpc;

/// <summary>A server with the echo service on a Unix socket of its own, built as the daemon builds its own.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;

    private EchoServer(DirectoryInfo directory, WebApplication app)
    {
        _directory = directory;
        _app = app;
        Channel = new UnixChannel(SocketPath);
        Client = new Echo.EchoClient(Channel);
    }

    public string SocketPath => Path.Combine(_directory.FullName, "echo.sock");

    public UnixChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public EchoService Service => _app.Services.GetRequiredService<EchoService>();

    public HealthService Health => _app.Services.GetRequiredService<HealthService>();

    public LogRecorder Log => _app.Services.GetRequiredService<LogRecorder>();

    public static async Task<EchoServer> StartAsync(Action<GrpcServerOptions>? configure = null)
    {
        var directory = Directory.CreateTempSubdirectory("crtest-wire-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenGrpc(Path.Combine(directory.FullName, "echo.sock")));
        builder.Services.AddSingleton<LogRecorder>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogRecorder>());
        builder.Services.AddSingleton<EchoService>();
        builder.Services.AddGrpcServer(options =>
        {
            options.StatusOf = StatusOf;
            configure?.Invoke(options);
        });
        builder.Services.AddGrpcService<EchoService>(Echo.Descriptor, Echo.BindService);

        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<GrpcServer>().HandleAsync);
        await app.StartAsync();
        return new EchoServer(directory, app);
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static Status? StatusOf(Exception exception) =>
        exception is ExpectedException ? new Status(StatusCode.FailedPrecondition, exception.Message) : null;
}
