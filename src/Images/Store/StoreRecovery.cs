using System.Collections.Immutable;
using CriSharp.Images.Layers;
using CriSharp.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CriSharp.Images.Store;

/// <summary>
/// Reads the records and makes disk and records agree. A directory without a row is what a crash left of an unfinished pull: deleted. A row
/// without a directory is damage: its images are forgotten, to be pulled again; never more than those.
/// </summary>
internal sealed partial class StoreRecovery(StorePaths paths, StateDatabase database, LayerLimits limits, ILogger logger)
{
    internal static Task<StoredImages> RunAsync(StorePaths paths, StateDatabase database, LayerLimits limits, ILogger logger) =>
        new StoreRecovery(paths, database, limits, logger).RunAsync();

    private async Task<StoredImages> RunAsync()
    {
        ForgetLostSnapshots();
        ForgetLostLayers();
        var stored = database.Write(Read);
        await DeleteAsync(paths.Layers, stored.Layers.All().Select(layer => $"{layer.Number}"));
        await DeleteAsync(paths.Snapshots, stored.Snapshots.Keys);
        await paths.EmptyTrashAsync();
        return stored;
    }

    private void ForgetLostSnapshots()
    {
        foreach (var key in database.Write(ImageRows.SnapshotLayers).Select(row => row.Snapshot).Distinct().Where(key => !Directory.Exists(paths.Snapshot(key))))
        {
            LogSnapshotLost(key);
            database.Write(connection => ImageRows.RemoveSnapshot(connection, key));
        }
    }

    private void ForgetLostLayers()
    {
        foreach (var layer in database.Write(ImageRows.Layers).Where(layer => !Directory.Exists(paths.Layer(layer.Number))))
        {
            LogLayerLost(layer.DiffId, layer.Number);
            Durably(connection => ImageRows.ForgetLayer(connection, layer.Number));
        }

        Durably(ImageRows.RemoveUnusedLayers);
    }

    // Rows of layers go before their directories, also if the power fails between the two.
    private void Durably(Action<SqliteConnection> work) => database.WriteDurably(connection =>
    {
        work(connection);
        return true;
    });

    private StoredImages Read(SqliteConnection connection)
    {
        var layers = ImageRows.Layers(connection).ToDictionary(layer => layer.Number);
        var store = new LayerStore(paths, database, limits, layers.Values, ImageRows.LastLayerNumber(connection));
        var byImage = ImageRows.ImageLayers(connection).ToLookup(row => row.Image, row => layers[row.Layer]);
        var names = ImageRows.Names(connection).ToLookup(row => row.Image, row => row.Name);
        var catalog = ImageCatalog.Empty;
        foreach (var (id, config, storedAt) in ImageRows.Images(connection))
        {
            var stack = byImage[id].ToList();
            store.Use(stack);
            catalog = catalog.With(ImageRecords.Of(id, config, stack, storedAt), stack, [.. names[id]]);
        }

        var snapshots = ImageRows.SnapshotLayers(connection)
            .GroupBy(row => row.Snapshot)
            .ToImmutableDictionary(rows => rows.Key, rows => (IReadOnlyList<Layer>)[.. rows.Where(row => row.Layer >= 0).Select(row => layers[row.Layer])]);
        foreach (var stack in snapshots.Values)
        {
            store.Use(stack);
        }

        return new StoredImages(store, catalog, snapshots);
    }

    private async Task DeleteAsync(string parent, IEnumerable<string> known)
    {
        var kept = known.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in Directory.GetFileSystemEntries(parent).Where(entry => !kept.Contains(Path.GetFileName(entry))))
        {
            try
            {
                await paths.DiscardAsync(entry);
                LogOrphanDeleted(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has no record, so nothing refers to it: no reason to do without all the other images.
                LogOrphanKept(e, entry);
            }
        }
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "The directory of snapshot {Key} is gone; the snapshot was forgotten")]
    private partial void LogSnapshotLost(string key);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The directory of layer {DiffId} (number {Number}) is gone; its images were forgotten")]
    private partial void LogLayerLost(string diffId, long number);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Deleted {Path}, which an interrupted operation left behind")]
    private partial void LogOrphanDeleted(string path);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Cannot delete {Path}, which an interrupted operation left behind")]
    private partial void LogOrphanKept(Exception e, string path);
}
