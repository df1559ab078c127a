using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;

namespace CriSharp.Grpc.Wire;

/// <summary>Inflates compressed messages up to a limit, whatever they would grow to.</summary>
internal static class Gzip
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Inflates a message.</summary>
    /// <exception cref="RpcException">Internal: not gzip; ResourceExhausted: more than the limit, in bytes, comes out.</exception>
    public static async ValueTask<ReadOnlySequence<byte>> InflateAsync(
        ReadOnlySequence<byte> compressed, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var gzip = new GZipStream(PipeReader.Create(compressed).AsStream(), CompressionMode.Decompress);
            var inflated = new ArrayBufferWriter<byte>(ChunkBytes);
            while (await gzip.ReadAsync(inflated.GetMemory(ChunkBytes), cancellationToken) is var read and > 0)
            {
                inflated.Advance(read);
                if (inflated.WrittenCount > maxBytes)
                {
                    throw new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"read message: it inflates beyond the limit of {maxBytes} bytes"));
                }
            }

            return new ReadOnlySequence<byte>(inflated.WrittenMemory);
        }
        catch (InvalidDataException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"read message: not valid gzip: {e.Message}", e));
        }
    }
}
