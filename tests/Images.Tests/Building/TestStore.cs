using CriSharp.Images;
using CriSharp.Images.Store;
using CriSharp.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace CriSharp.Tests.Images.Building;

/// <summary>An image store in a temporary directory, which can be closed and opened again; gone on disposal.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly Action<ImagesOptions> _configure;
    private StateDatabase _database;

    private TestStore(string directory, Action<ImagesOptions> configure, StateDatabase database)
    {
        Directory = directory;
        _configure = configure;
        _database = database;
    }

    public string Directory { get; }

    public ImageStore Images { get; private set; } = null!;

    public ISnapshots Snapshots => Images.Snapshots;

    public string LayersDirectory => Path.Combine(Directory, "images", "layers");

    public IReadOnlyList<string> LayerDirectories => [.. System.IO.Directory.GetDirectories(LayersDirectory).Order(StringComparer.Ordinal)];

    public static async Task<TestStore> OpenAsync(Action<ImagesOptions>? configure = null)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("crtest-images-store-").FullName;
        var store = new TestStore(directory, configure ?? (_ => { }), OpenDatabase(directory));
        await store.OpenImagesAsync();
        return store;
    }

    /// <summary>Closes the store as the end of a daemon would, and opens it again.</summary>
    public async Task ReopenAsync(Action? meanwhile = null)
    {
        await Images.DisposeAsync();
        _database.Dispose();
        meanwhile?.Invoke();
        _database = OpenDatabase(Directory);
        await OpenImagesAsync();
    }

    /// <summary>Every directory entry that the store holds beside its own fixed ones and the database.</summary>
    public IReadOnlyList<string> Leftovers() =>
        [.. ((string[])["layers", "snapshots", "trash"]).SelectMany(name => System.IO.Directory.GetFileSystemEntries(Path.Combine(Directory, "images", name)))];

    /// <summary>Mounts a new snapshot of the image and gives the place to the test; unmounts and removes both.</summary>
    public async Task MountedAsync(ImageRecord image, Func<string, Task> use)
    {
        var key = $"crtest-{Guid.NewGuid():N}";
        var target = System.IO.Directory.CreateDirectory(Path.Combine(Directory, key)).FullName;
        await Snapshots.PrepareAsync(key, image, CancellationToken.None);
        await Snapshots.MountAsync(key, target, CancellationToken.None);
        try
        {
            await use(target);
        }
        finally
        {
            await Snapshots.UnmountAsync(target, CancellationToken.None);
            await Snapshots.RemoveAsync(key, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Images.DisposeAsync();
        _database.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static StateDatabase OpenDatabase(string directory) => StateDatabase.Open(Path.Combine(directory, "state.db"), ImageTables.Part);

    private async Task OpenImagesAsync()
    {
        var options = new ImagesOptions { StateDirectory = Path.Combine(Directory, "images") };
        _configure(options);
        Images = await ImageStore.OpenAsync(options, _database, TimeProvider.System, NullLoggerFactory.Instance);
    }
}
