using CriSharp.CriServer.Configuration;
using CriSharp.Images;
using CriSharp.Images.Registry;
using CriSharp.Images.Store;
using CriSharp.PodSandbox;
using CriSharp.PodSandbox.State;
using CriSharp.State;

namespace CriSharp.CriServer;

/// <summary>What the daemon opens before anything else: its records and its images.</summary>
internal sealed class DaemonStores : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;

    private DaemonStores(StateDatabase database, ImageStore images, ILoggerFactory loggers)
    {
        Database = database;
        Images = images;
        _loggers = loggers;
    }

    public StateDatabase Database { get; }

    public ImageStore Images { get; }

    /// <summary>Opens both; what a crash left half done in the image store is cleared.</summary>
    public static async Task<DaemonStores> OpenAsync(DaemonOptions options)
    {
        var loggers = LoggerFactory.Create(logging => logging.ConfigureDaemon(options));
        var paths = new NodePaths(options.StateDirectory, options.RuntimeDirectory);
        var database = StateDatabase.Open(paths.Database, PodSchema.Part, ImageTables.Part);
        var images = new ImagesOptions
        {
            StateDirectory = options.StateDirectory,
            Registries = new RegistryOptions
            {
                InsecureHosts = options.Registries.Insecure,
                CertificateAuthorityFiles = options.Registries.CaFiles,
                HostsDirectories = options.Registries.HostsDirectories,
                CredentialsFile = options.Registries.CredentialsFile,
            },
        };
        return new DaemonStores(database, await ImageStore.OpenAsync(images, database, TimeProvider.System, loggers), loggers);
    }

    public async ValueTask DisposeAsync()
    {
        await Images.DisposeAsync();
        Database.Dispose();
        _loggers.Dispose();
    }
}
