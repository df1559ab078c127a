using System.Collections.Immutable;
using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.State;

namespace CriSharp.Images.Snapshots;

/// <summary>The snapshots on this node: a directory each for what the container writes, and a hold on the layers below.</summary>
internal sealed class SnapshotStore(
    StorePaths paths,
    StateDatabase database,
    LayerStore layers,
    Func<ImageRecord, IReadOnlyList<Layer>> stackOf,
    ImmutableDictionary<string, IReadOnlyList<Layer>> stored) : ISnapshots
{
    private readonly Lock _writer = new();
    private readonly HashSet<string> _preparing = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, IReadOnlyList<Layer>> _snapshots = stored;

    public async Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken)
    {
        StorePaths.CheckKey(key);
        var stack = Reserve(key, image);
        try
        {
            SnapshotDirectory.Create(paths, key, LowerLayers.Of(stack));
            database.Write(connection => ImageRows.AddSnapshot(connection, key, stack));
            Publish(key, stack);
        }
        catch
        {
            await paths.DiscardAsync(paths.Snapshot(key));
            await layers.DiscardAsync(layers.Release(stack));
            throw;
        }
        finally
        {
            Unreserve(key);
        }
    }

    public Task MountAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) =>
        OverlayMount.MountAsync(paths, OverlayMount.Options(LowerLayers.Of(StackOf(key)), key, label), target, map);

    public Task MountReadOnlyAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) =>
        OverlayMount.MountAsync(paths, OverlayMount.ViewOptions(LowerLayers.Of(StackOf(key)), key, label), target, map);

    public Task<string?> MappingProblemAsync(IdMap map, CancellationToken cancellationToken) => MappingProbe.RunAsync(paths, map);

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

    private IReadOnlyList<Layer> StackOf(string key) => _snapshots.TryGetValue(key, out var stack)
        ? stack
        : throw new FailureException(FailureKind.NotFound, $"snapshot {key}: there is none");

    private IReadOnlyList<Layer> Reserve(string key, ImageRecord image)
    {
        lock (_writer)
        {
            if (_snapshots.ContainsKey(key) || _preparing.Contains(key))
            {
                throw new FailureException(FailureKind.AlreadyExists, $"snapshot {key}: it is there already");
            }

            var stack = layers.Use(stackOf(image));
            _preparing.Add(key);
            return stack;
        }
    }

    private void Publish(string key, IReadOnlyList<Layer> stack)
    {
        lock (_writer)
        {
            _snapshots = _snapshots.Add(key, stack);
        }
    }

    private void Unreserve(string key)
    {
        lock (_writer)
        {
            _preparing.Remove(key);
        }
    }
}
