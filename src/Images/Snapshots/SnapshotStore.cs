using System.Collections.Immutable;
using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.State;

namespace CriSharp.Images.Snapshots;

/// <summary>The snapshots on this node: a directory each for what the container writes, and a hold on the layers below.</summary>
internal sealed class SnapshotStore(
    StorePaths paths, StateDatabase database, LayerStore layers, ImmutableDictionary<string, IReadOnlyList<Layer>> stored) : ISnapshots
{
    private readonly Lock _writer = new();
    private volatile ImmutableDictionary<string, IReadOnlyList<Layer>> _snapshots = stored;

    public async Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken)
    {
        StorePaths.CheckKey(key);
        var stack = layers.UseRecorded(image.Layers);
        try
        {
            Add(key, stack);
        }
        catch
        {
            await layers.DiscardAsync(layers.Release(stack));
            throw;
        }
    }

    public Task MountAsync(string key, string target, CancellationToken cancellationToken) =>
        _snapshots.TryGetValue(key, out var stack)
            ? OverlayMount.MountAsync(paths, LowerLayers.Of(stack), key, target)
            : throw new FailureException(FailureKind.NotFound, $"snapshot {key}: there is none");

    public Task UnmountAsync(string target, CancellationToken cancellationToken)
    {
        OverlayMount.Unmount(target);
        return Task.CompletedTask;
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        IReadOnlyList<Layer> unused;
        lock (_writer)
        {
            if (!_snapshots.TryGetValue(key, out var stack))
            {
                return;
            }

            unused = layers.Release(stack, connection => ImageRows.RemoveSnapshot(connection, key));
            _snapshots = _snapshots.Remove(key);
        }

        await paths.DiscardAsync(paths.Snapshot(key));
        await layers.DiscardAsync(unused);
    }

    public IReadOnlyList<string> Keys() => [.. _snapshots.Keys];

    private void Add(string key, IReadOnlyList<Layer> stack)
    {
        lock (_writer)
        {
            if (_snapshots.ContainsKey(key))
            {
                throw new FailureException(FailureKind.AlreadyExists, $"snapshot {key}: it is there already");
            }

            SnapshotDirectory.Create(paths, key, LowerLayers.Of(stack));
            try
            {
                database.Write(connection => ImageRows.AddSnapshot(connection, key, stack));
            }
            catch
            {
                // Nobody has written to it yet.
                Directory.Delete(paths.Snapshot(key), recursive: true);
                throw;
            }

            _snapshots = _snapshots.Add(key, stack);
        }
    }
}
