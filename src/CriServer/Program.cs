using CriSharp.CriServer;
using CriSharp.CriServer.Configuration;
using CriSharp.CriServer.Services;
using CriSharp.Failures;
using CriSharp.Grpc;
using Microsoft.Data.Sqlite;
using static Grpc.Health.V1.HealthCheckResponse.Types;

switch (args)
{
    case ["--version"]:
        await Console.Out.WriteLineAsync($"crisharpd {ProductVersion.Text}");
        return 0;
    case []:
        return await RunAsync(configuration: null);
    case ["--config", var file]:
        return await RunAsync(file);
    default:
        await Console.Error.WriteLineAsync("usage: crisharpd [--config FILE | --version]");
        return 2;
}

static async Task<int> RunAsync(string? configuration)
{
    try
    {
        var options = DaemonConfiguration.Read(configuration);
        using var node = NodeDirectories.Prepare(options);
        await using var stores = await DaemonStores.OpenAsync(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ConfigureDaemon(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenGrpc(options.Socket));
        builder.Services.AddDaemon(options, stores);
        await using var app = builder.Build();
        app.Run(app.Services.GetRequiredService<GrpcServer>().HandleAsync);
        await app.StartAsync();
        NodeDirectories.RestrictSocket(options);
        app.Services.GetRequiredService<HealthService>().Set("", ServingStatus.Serving);
        await app.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception e) when (e is InvalidDataException or FailureException or IOException or SqliteException)
    {
        await Console.Error.WriteLineAsync($"crisharpd: {e.Message}");
        return 1;
    }
}
