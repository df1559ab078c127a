using CriSharp.Failures;
using CriSharp.Images.Layers;
using CriSharp.Images.Manifests;
using CriSharp.State;
using Microsoft.Data.Sqlite;

namespace CriSharp.Images.Store;

/// <summary>
/// The layers on this node, each once, and who needs them. A user is an image, a snapshot or a running pull; a layer without users is
/// deleted. One that has arrived but belongs to no image yet has no row: after a crash it is removed.
/// </summary>
internal sealed class LayerStore
{
    private readonly Lock _gate = new();
    private readonly StorePaths _paths;
    private readonly StateDatabase _database;
    private readonly LayerLimits _limits;
    private readonly Dictionary<string, Layer> _layers;
    private readonly SharedOperations<string, Layer> _arriving;
    private long _lastNumber;

    /// <summary>Starts with the recorded layers, which nobody uses yet, and the highest number that any layer was ever recorded with.</summary>
    internal LayerStore(StorePaths paths, StateDatabase database, LayerLimits limits, IEnumerable<Layer> recorded, long lastNumber)
    {
        _paths = paths;
        _database = database;
        _limits = limits;
        _layers = recorded.ToDictionary(layer => layer.DiffId, StringComparer.Ordinal);
        _lastNumber = lastNumber;
        _arriving = new SharedOperations<string, Layer>(layer => DiscardAsync(Release([layer])));
    }

    internal IReadOnlyList<Layer> All()
    {
        lock (_gate)
        {
            return [.. _layers.Values];
        }
    }

    /// <summary>Bytes and inodes of all layers.</summary>
    internal (long Bytes, long Inodes) Use()
    {
        lock (_gate)
        {
            return (_layers.Values.Sum(layer => layer.Content.Bytes), _layers.Values.Sum(layer => layer.Content.Inodes));
        }
    }

    /// <summary>
    /// The layer, for the caller to use until it releases it: from the disk, from a pull that is fetching it already, or fetched now.
    /// </summary>
    internal async Task<Layer> GetAsync(
        IBlobSource source, Descriptor blob, string diffId, IProgress<LayerProgress>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var isOurs = false;
            try
            {
                return TryUse(diffId, blob, progress) ?? await _arriving.RunAsync(
                    diffId,
                    (shared, token) =>
                    {
                        isOurs = true;
                        return UnpackAsync(source, blob, diffId, shared, token);
                    },
                    layer => Use([layer]),
                    progress,
                    cancellationToken);
            }
#pragma warning disable CA1031 // Whatever became of the other pull, it says nothing about ours, which fetches the layer itself next.
            catch (Exception) when (!isOurs && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // The other pull's source or credentials failed, or that pull has gone and closed its source; ours may do.
            }
        }
    }

    /// <summary>Begins one use of each of these layers, all of which must still be here.</summary>
    internal IReadOnlyList<Layer> Use(IReadOnlyList<Layer> layers)
    {
        lock (_gate)
        {
            if (layers.FirstOrDefault(layer => _layers.GetValueOrDefault(layer.DiffId) != layer) is { } missing)
            {
                throw new FailureException(FailureKind.NotFound, $"layer {missing.DiffId} is no longer on this node");
            }

            foreach (var layer in layers)
            {
                layer.Users++;
            }

            return layers;
        }
    }

    /// <summary>Adds rows for the layers that have none; part of the transaction that commits their image. Say so with <see cref="Recorded"/>.</summary>
    internal IReadOnlyList<Layer> Record(SqliteConnection connection, IEnumerable<Layer> layers)
    {
        lock (_gate)
        {
            var added = layers.Distinct().Where(layer => !layer.IsRecorded).ToList();
            added.ForEach(layer => ImageRows.AddLayer(connection, layer));
            return added;
        }
    }

    /// <summary>The rows are durable.</summary>
    internal void Recorded(IEnumerable<Layer> layers)
    {
        lock (_gate)
        {
            foreach (var layer in layers)
            {
                layer.IsRecorded = true;
            }
        }
    }

    /// <summary>
    /// Ends one use of each layer, together with <paramref name="alongside"/> in one transaction. The layers that nobody uses any more are
    /// returned, for <see cref="DiscardAsync"/>.
    /// </summary>
    internal IReadOnlyList<Layer> Release(IReadOnlyList<Layer> layers, Action<SqliteConnection>? alongside = null)
    {
        var unused = EndUse(layers);
        try
        {
            var recorded = unused.Where(layer => layer.IsRecorded).ToList();
            if (recorded.Count > 0)
            {
                // Durable before the directory goes: a row that came back after a power failure would vouch for half a layer.
                _database.WriteDurably(connection => Remove(connection, recorded, alongside));
            }
            else if (alongside is not null)
            {
                _database.Write(alongside);
            }

            return unused;
        }
        catch
        {
            TakeBack(layers, unused);
            throw;
        }
    }

    /// <summary>Deletes the directories of released layers.</summary>
    internal async Task DiscardAsync(IReadOnlyList<Layer> unused)
    {
        foreach (var layer in unused)
        {
            await _paths.DiscardAsync(_paths.Layer(layer.Number));
        }
    }

    /// <summary>The layer with this diff id, used from now on; null if it is not here.</summary>
    internal Layer? TryUse(string diffId)
    {
        lock (_gate)
        {
            if (_layers.TryGetValue(diffId, out var layer))
            {
                layer.Users++;
            }

            return layer;
        }
    }

    /// <summary>A number that no layer had before.</summary>
    internal long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Takes the directory of this number into the store, used by the caller; if the layer is there already, that one is, and the directory goes.</summary>
    internal async Task<Layer> AdoptAsync(long number, string diffId, UnpackedLayer content)
    {
        var layer = AddOrUse(new Layer(number, diffId, content));
        if (layer.Number != number)
        {
            await _paths.DiscardAsync(_paths.Layer(number));
        }

        return layer;
    }

    private static bool Remove(SqliteConnection connection, List<Layer> layers, Action<SqliteConnection>? alongside)
    {
        alongside?.Invoke(connection);
        layers.ForEach(layer => ImageRows.RemoveLayer(connection, layer.Number));
        return true;
    }

    private Layer? TryUse(string diffId, Descriptor blob, IProgress<LayerProgress>? progress)
    {
        var layer = TryUse(diffId);
        if (layer is not null)
        {
            progress?.Report(new LayerProgress(blob.Digest, LayerPhase.Shared, 0, blob.Size));
        }

        return layer;
    }

    private async Task<Layer> UnpackAsync(
        IBlobSource source, Descriptor blob, string diffId, IProgress<LayerProgress> progress, CancellationToken cancellationToken)
    {
        // It may have come between the caller's look and this operation.
        if (TryUse(diffId, blob, progress) is { } present)
        {
            return present;
        }

        var number = NextNumber();
        var directory = _paths.Layer(number);
        Directory.CreateDirectory(directory);
        try
        {
            using var pipeline = new LayerPipeline(blob, Digest.Parse(diffId), _limits, cancellationToken);
            var content = await pipeline.RunAsync(source, directory, progress);
            var layer = await AdoptAsync(number, diffId, content);
            progress.Report(new LayerProgress(blob.Digest, LayerPhase.Done, blob.Size, blob.Size));
            return layer;
        }
        catch
        {
            await _paths.DiscardAsync(directory);
            throw;
        }
    }

    // While it was fetched, one whose release failed may have come back, or a cancelled operation been done after all.
    private Layer AddOrUse(Layer arrived)
    {
        lock (_gate)
        {
            if (!_layers.TryGetValue(arrived.DiffId, out var layer))
            {
                _layers[arrived.DiffId] = layer = arrived;
            }

            layer.Users++;
            return layer;
        }
    }

    private List<Layer> EndUse(IReadOnlyList<Layer> layers)
    {
        lock (_gate)
        {
            foreach (var layer in layers)
            {
                layer.Users--;
            }

            var unused = layers.Distinct().Where(layer => layer.Users == 0).ToList();
            unused.ForEach(layer => _layers.Remove(layer.DiffId));
            return unused;
        }
    }

    private void TakeBack(IReadOnlyList<Layer> layers, List<Layer> unused)
    {
        lock (_gate)
        {
            unused.ForEach(layer => _layers.TryAdd(layer.DiffId, layer));
            foreach (var layer in layers)
            {
                layer.Users++;
            }
        }
    }
}
