using CriSharp.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>A daemon in this process: real gRPC on a Unix socket of its own, fake services behind it.</summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDaemon(DirectoryInfo directory, WebApplication app)
    {
        Directory = directory;
        _app = app;
    }

    /// <summary>A directory of this test's own.</summary>
    public DirectoryInfo Directory { get; }

    public string Socket => SocketIn(Directory);

    /// <summary>Where <c>run</c> puts logs.</summary>
    public string LogRoot => Path.Combine(Directory.FullName, "pods");

    public FakeRuntime Runtime => _app.Services.GetRequiredService<FakeRuntime>();

    public FakeImages Images => _app.Services.GetRequiredService<FakeImages>();

    public FakeNode Node => _app.Services.GetRequiredService<FakeNode>();

    public static async Task<FakeDaemon> StartAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("crtest-cli-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenGrpc(SocketIn(directory)));
        builder.Services.AddSingleton<FakeRuntime>().AddSingleton<FakeImages>().AddSingleton<FakeNode>().AddGrpcServer();
        builder.Services.AddGrpcService<FakeRuntime>(Cri.RuntimeService.Descriptor, Cri.RuntimeService.BindService);
        builder.Services.AddGrpcService<FakeImages>(Cri.ImageService.Descriptor, Cri.ImageService.BindService);
        builder.Services.AddGrpcService<FakeNode>(global::Node.V1.Node.Descriptor, global::Node.V1.Node.BindService);
        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<GrpcServer>().HandleAsync);
        await app.StartAsync();
        return new FakeDaemon(directory, app);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in Runtime.Containers.Values)
        {
            container.Remove();
        }

        await _app.DisposeAsync();
        Directory.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo directory) => Path.Combine(directory.FullName, "d.sock");
}
