using CriSharp.Failures;
using CriSharp.Images.Accounts;
using CriSharp.Images.Import;
using CriSharp.Images.Layers;
using CriSharp.Images.Manifests;
using CriSharp.Images.Registry;
using CriSharp.Images.Snapshots;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using CriSharp.State;
using Microsoft.Extensions.Logging;

namespace CriSharp.Images.Store;

/// <summary>
/// The images on this node and the snapshots made of them. Writers persist first and then publish a new catalogue; readers take the
/// catalogue without a lock.
/// </summary>
public sealed partial class ImageStore : IImages, IAsyncDisposable
{
    private readonly Lock _writer = new();
    private readonly ImagesOptions _options;
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<ImageStore> _logger;
    private readonly StorePaths _paths;
    private readonly LayerStore _layers;
    private readonly RegistryClient _registries;
    private readonly SharedOperations<PullRequest, ImageRecord> _pulls = new(_ => Task.CompletedTask);
    private readonly SnapshotStore _snapshots;
    private readonly SnapshotMeasure _measure;
    private readonly AccountCache _accounts = new();
    private volatile ImageCatalog _catalog;

    private ImageStore(ImagesOptions options, StateDatabase database, TimeProvider time, ILogger<ImageStore> logger, StorePaths paths, StoredImages stored)
    {
        _options = options;
        _database = database;
        _time = time;
        _logger = logger;
        _paths = paths;
        _layers = stored.Layers;
        _catalog = stored.Catalog;
        _snapshots = new SnapshotStore(paths, database, stored.Layers, StackOf, stored.Snapshots);
        _measure = new SnapshotMeasure(paths, _snapshots.Keys, time, logger);
        _registries = new RegistryClient(options.Registries, time);
    }

    /// <summary>
    /// Opens the store and brings disk and records together: what has no record is deleted, what has lost its directory is forgotten.
    /// The database must have <see cref="ImageTables.Part"/>.
    /// </summary>
    public static async Task<ImageStore> OpenAsync(ImagesOptions options, StateDatabase database, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<ImageStore>();
        var paths = new StorePaths(options.StateDirectory, logger);
        paths.Create();
        var stored = await StoreRecovery.RunAsync(paths, database, options.Limits, logger);
        return new ImageStore(options, database, time, logger, paths, stored);
    }

    /// <summary>The snapshots made of these images.</summary>
    public ISnapshots Snapshots => _snapshots;

    public IReadOnlyList<ImageRecord> List() => [.. _catalog.ById.Values];

    public ImageRecord? Find(string reference) => _catalog.Find(reference);

    public async Task<ImageRecord> PullAsync(PullRequest request, IProgress<LayerProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var reference = Reference.Parse(request.Reference);
            var wanted = request with { Reference = reference.ToString() };
            return await _pulls.RunAsync(wanted, (shared, token) => PullAsync(reference, wanted, shared, token), _ => { }, progress, cancellationToken);
        }
        catch (FailureException e)
        {
            throw new FailureException(e.Kind, $"pull {request.Reference}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(FailureKind.Internal, $"pull {request.Reference}: {e.Message}", e);
        }
    }

    public async Task<IReadOnlyList<ImageRecord>> ImportAsync(string path, string? name, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = await ArchiveImport.OpenAsync(path, _paths.Trash, _options.Limits, cancellationToken);
            var (images, blobs) = await ArchiveImport.ReadAsync(archive, name);
            var records = new List<ImageRecord>();
            foreach (var image in images)
            {
                records.Add(await StoreAsync(image.Image, blobs, image.Names, null, cancellationToken));
            }

            return records;
        }
        catch (FailureException e)
        {
            throw new FailureException(e.Kind, $"import {path}: {e.Message}", e);
        }
        catch (Exception e) when (e is LayerArchiveException or InvalidDataException)
        {
            throw new FailureException(FailureKind.Unknown, $"import {path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(FailureKind.Internal, $"import {path}: {e.Message}", e);
        }
    }

    public Task RemoveAsync(string reference, CancellationToken cancellationToken)
    {
        IReadOnlyList<Layer> unused;
        lock (_writer)
        {
            if (_catalog.Find(reference) is not { } image)
            {
                return Task.CompletedTask;
            }

            unused = _layers.Release(_catalog.StackById[image.Id], connection => ImageRows.RemoveImage(connection, image.Id));
            _catalog = _catalog.Without(image);
            _accounts.Forget(image.Id);
            LogImageRemoved(image.Id, image.Tags);
        }

        return _layers.DiscardAsync(unused);
    }

    public Task<ImageAccounts> AccountsAsync(ImageRecord image, CancellationToken cancellationToken) => _accounts.GetAsync(image.Id, async () =>
    {
        // An image without layers has no accounts, and overlayfs wants two different directories to show.
        if (image.Layers.Count == 0)
        {
            return new ImageAccounts([], []);
        }

        var layers = _layers.Use(StackOf(image));
        try
        {
            return await AccountReader.ReadAsync(_paths, LowerLayers.Of(layers));
        }
        finally
        {
            await _layers.DiscardAsync(_layers.Release(layers));
        }
    });

    public FilesystemUse Use()
    {
        var layers = _layers.Use();
        var snapshots = _measure.Total();
        return new FilesystemUse(_paths.Root, layers.Bytes + snapshots.Bytes, layers.Inodes + snapshots.Inodes, _time.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _measure.DisposeAsync();
        _registries.Dispose();
    }

    private IReadOnlyList<Layer> StackOf(ImageRecord image) => _catalog.StackById.TryGetValue(image.Id, out var stack)
        ? stack
        : throw new FailureException(FailureKind.NotFound, $"image {image.Id}: it is no longer on this node");

    private async Task<ImageRecord> PullAsync(
        Reference reference, PullRequest request, IProgress<LayerProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = _registries.Open(reference, request.Credentials);
        var (image, digest) = await new ImageResolution(session, reference).RunAsync(cancellationToken);
        string[] names = reference.Digest is null ? [reference.ToString(), reference.WithDigest(digest)] : [reference.WithDigest(digest)];
        return await StoreAsync(image, session, names, progress, cancellationToken);
    }

    /// <summary>Fetches the layers that are missing and commits the image with these names.</summary>
    private async Task<ImageRecord> StoreAsync(
        ResolvedImage image, IBlobSource source, IReadOnlyCollection<string> names, IProgress<LayerProgress>? progress, CancellationToken cancellationToken)
    {
        var layers = await new LayerFetch(_layers, source, _options.ParallelLayers, progress).RunAsync(image.Layers, cancellationToken);
        try
        {
            layers = await new DirectoryPatch(_paths, _layers).ApplyAsync(image.ConfigDigest.ToString(), layers, cancellationToken);
            if (layers.Any(layer => !layer.IsRecorded))
            {
                await DedicatedThread.RunAsync("sync layers", () => Durability.SyncFileSystem(_paths.Layers));
            }

            return Commit(image, layers, names);
        }
        finally
        {
            await _layers.DiscardAsync(_layers.Release(layers));
        }
    }

    private ImageRecord Commit(ResolvedImage image, IReadOnlyList<Layer> layers, IReadOnlyCollection<string> names)
    {
        var id = image.ConfigDigest.ToString();
        lock (_writer)
        {
            var known = _catalog.ById.GetValueOrDefault(id);
            if (known is not null && names.All(name => known.Tags.Contains(name) || known.Digests.Contains(name)))
            {
                return known;
            }

            var storedAt = _time.GetUtcNow();
            var added = _database.WriteDurably(connection =>
            {
                var recorded = _layers.Record(connection, layers);
                if (known is null)
                {
                    ImageRows.AddImage(connection, id, image.ConfigJson, layers, storedAt);
                }

                foreach (var name in names)
                {
                    ImageRows.NameImage(connection, id, name);
                }

                return recorded;
            });
            _layers.Recorded(added);
            if (known is null)
            {
                _layers.Use(layers);
            }

            _catalog = known is null
                ? _catalog.With(ImageRecords.Of(id, image.ConfigJson, layers, storedAt), layers, names)
                : _catalog.With(known, _catalog.StackById[id], names);
            LogImageStored(id, names, layers.Count, added.Count);
            return _catalog.ById[id];
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "Stored image {Id} as {Names}: {Layers} layers, {NewLayers} of them new")]
    private partial void LogImageStored(string id, IReadOnlyCollection<string> names, int layers, int newLayers);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "Removed image {Id} {Names}")]
    private partial void LogImageRemoved(string id, IReadOnlyCollection<string> names);
}
