using System.Security.Cryptography;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Layers;

/// <summary>First stage of a layer: takes the blob from its source and proves its digest and size while it passes.</summary>
internal sealed class LayerReceiver(Descriptor blob, BlockQueue output, IProgress<LayerProgress>? progress)
{
    internal async Task RunAsync(IBlobSource source, CancellationToken cancellationToken)
    {
        var expected = blob.Content();
        using var hash = IncrementalHash.CreateHash(expected.Hash);
        await using var stream = await source.OpenAsync(blob, cancellationToken);
        var total = 0L;
        int length;
        do
        {
            var block = BlockQueue.Rent();
            length = await stream.ReadAtLeastAsync(
                block.AsMemory(0, BlockQueue.BlockBytes), BlockQueue.BlockBytes, throwOnEndOfStream: false, cancellationToken);
            total += length;
            if (total > blob.Size)
            {
                throw new LayerArchiveException($"it is longer than the {blob.Size} bytes that the manifest says");
            }

            hash.AppendData(block, 0, length);
            await output.AddAsync(block, length);
            progress?.Report(new LayerProgress(blob.Digest, LayerPhase.Downloading, total, blob.Size));
        }
        while (length == BlockQueue.BlockBytes);

        if (total < blob.Size)
        {
            throw new LayerArchiveException($"it has {total} bytes, not the {blob.Size} that the manifest says");
        }

        if (Digest.FromHash(expected.Hash, hash.GetHashAndReset()) != expected)
        {
            throw new LayerArchiveException("it has content with another digest");
        }

        output.Complete();
    }
}
