using System.Runtime.ExceptionServices;
using CriSharp.Failures;
using CriSharp.Images.Manifests;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Layers;

/// <summary>
/// Brings one layer from its source into a directory: receive and digest, decompress and diff id, untar, at the same time and without a
/// copy of the compressed blob on disk. Used once.
/// </summary>
internal sealed class LayerPipeline : IDisposable
{
    private const int QueuedBlocks = 16;

    private readonly Descriptor _blob;
    private readonly Digest _diffId;
    private readonly LayerLimits _limits;
    private readonly CancellationTokenSource _stop;
    private readonly BlockQueue _received;
    private readonly BlockQueue _plain;

    internal LayerPipeline(Descriptor blob, Digest diffId, LayerLimits limits, CancellationToken cancellationToken)
    {
        _blob = blob;
        _diffId = diffId;
        _limits = limits;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _received = new BlockQueue(QueuedBlocks, _stop.Token);
        _plain = new BlockQueue(QueuedBlocks, _stop.Token);
    }

    /// <summary>Unpacks into <paramref name="directory"/>, an empty one; on failure what is there is the caller's to remove.</summary>
    internal async Task<UnpackedLayer> RunAsync(IBlobSource source, string directory, IProgress<LayerProgress>? progress)
    {
        var receive = new LayerReceiver(_blob, _received, progress).RunAsync(source, _stop.Token);
        var decompress = DedicatedThread.RunAsync("layer decompress", new LayerDecompressor(_diffId, _limits.Bytes, _received, _plain).Run);
        var untar = DedicatedThread.RunAsync("layer untar", new LayerUntar(directory, _limits, _plain).Run);
        var outcomes = await Task.WhenAll(OutcomeAsync(receive), OutcomeAsync(decompress), OutcomeAsync(untar));

        // A stage that was stopped because of another says only that; of the rest, the earliest knows the cause.
        var cause = outcomes.FirstOrDefault(outcome => outcome is not null and not OperationCanceledException)
            ?? outcomes.FirstOrDefault(outcome => outcome is not null);
        return cause is null ? await untar : throw Explained(cause);
    }

    public void Dispose()
    {
        _received.Dispose();
        _plain.Dispose();
        _stop.Dispose();
    }

    private async Task<Exception?> OutcomeAsync(Task stage)
    {
        try
        {
            await stage;
            return null;
        }
#pragma warning disable CA1031 // Not swallowed: all stages must have ended before the cause of the failure is thrown.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await _stop.CancelAsync();
            return e;
        }
    }

    private Exception Explained(Exception cause)
    {
        switch (cause)
        {
            case LayerArchiveException:
                return new FailureException(FailureKind.Unknown, $"layer {_blob.Digest}: {cause.Message}", cause);
            case LayerEntryException:
                return new FailureException(FailureKind.Internal, $"layer {_blob.Digest}: {cause.Message}", cause);
            default:
                ExceptionDispatchInfo.Throw(cause);
                return cause;
        }
    }
}
