using System.Security.Cryptography;

namespace CriSharp.Images.Layers;

/// <summary>Second stage of a layer: the plain archive, and proof that it is the one of the image configuration. A thread's work.</summary>
internal sealed class LayerDecompressor(Digest diffId, long limitBytes, BlockQueue input, BlockQueue output)
{
    internal void Run()
    {
        using var received = input.OpenReader();
        try
        {
            using var plain = LayerDecompression.Open(received);
            using var hash = IncrementalHash.CreateHash(diffId.Hash);
            Copy(plain, hash);
            if (Digest.FromHash(diffId.Hash, hash.GetHashAndReset()) != diffId)
            {
                throw new LayerArchiveException($"it unpacks to other content than the image configuration says, which is {diffId}");
            }
        }
        catch (InvalidDataException e)
        {
            // If the blob is not what its digest says, that is the cause: the receiver finds out when it gets to the end.
            received.Drain();
            throw new LayerArchiveException($"it is damaged: {e.Message}");
        }

        output.Complete();
    }

    private void Copy(Stream plain, IncrementalHash hash)
    {
        var total = 0L;
        int length;
        do
        {
            var block = BlockQueue.Rent();
            length = plain.ReadAtLeast(block.AsSpan(0, BlockQueue.BlockBytes), BlockQueue.BlockBytes, throwOnEndOfStream: false);
            total += length;
            if (total > limitBytes)
            {
                throw new LayerArchiveException($"it unpacks to more than {limitBytes} bytes");
            }

            hash.AppendData(block, 0, length);
            output.Add(block, length);
        }
        while (length == BlockQueue.BlockBytes);
    }
}
