using System.Runtime.ExceptionServices;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Store;

/// <summary>Gets all layers of an image, several at a time; either all, for the caller to release, or none.</summary>
internal sealed class LayerFetch(LayerStore store, IBlobSource source, int parallel, IProgress<LayerProgress>? progress)
{
    private readonly List<Layer> _got = [];

    /// <summary>One entry for each of the image's layers, in order; a layer that occurs twice is used twice.</summary>
    internal async Task<IReadOnlyList<Layer>> RunAsync(IReadOnlyList<(Descriptor Blob, string DiffId)> layers, CancellationToken cancellationToken)
    {
        foreach (var (blob, _) in layers)
        {
            progress?.Report(new LayerProgress(blob.Digest, LayerPhase.Waiting, 0, blob.Size));
        }

        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(layers, options, async (layer, token) => Add(await store.GetAsync(source, layer.Blob, layer.DiffId, progress, token)));
            return [.. layers.Select(layer => _got.First(got => got.DiffId == layer.DiffId))];
        }
        catch (Exception e)
        {
            await store.DiscardAsync(store.Release(_got));
            ExceptionDispatchInfo.Throw(e is AggregateException { InnerExceptions: [var first, ..] } ? first : e);
            throw;
        }
    }

    private void Add(Layer layer)
    {
        lock (_got)
        {
            _got.Add(layer);
        }
    }
}
