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

    public Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken)
    {
        StorePaths.CheckKey(key);
        lock (_writer)
        {
            if (_snapshots.ContainsKey(key))
            {
                throw new FailureException(FailureKind.AlreadyExists, $"snapshot {key}: it is there already");
            }

            _snapshots = _snapshots.Add(key, Create(key, image));
        }

        return Task.CompletedTask;
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

    private IReadOnlyList<Layer> Create(string key, ImageRecord image)
    {
        var stack = layers.UseRecorded(image.Layers);
        try
        {
            SnapshotDirectory.Create(paths, key, LowerLayers.Of(stack));
            database.Write(connection => ImageRows.AddSnapshot(connection, key, stack));
            return stack;
        }
        catch
        {
            layers.Release(stack);
            throw;
        }
    }
}
