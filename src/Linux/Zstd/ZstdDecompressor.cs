using System.Runtime.InteropServices;

namespace CriSharp.Linux.Zstd;

/// <summary>The state of one decompression, owned by its stream.</summary>
internal sealed class ZstdDecompressor : SafeHandle
{
    private ZstdDecompressor(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>libzstd refuses frames that want a window above 128 MiB by itself, so the memory is bounded.</summary>
    internal static ZstdDecompressor Create()
    {
        var handle = LibZstd.CreateDecompressor();
        return handle == 0 ? throw new InsufficientMemoryException("zstd: no memory for a decompressor") : new ZstdDecompressor(handle);
    }

    /// <summary>One step: consumes input, produces output; the result is 0 at the end of a frame.</summary>
    internal unsafe nuint Step(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        fixed (byte* source = input, target = output)
        {
            var from = new ZstdBuffer { Data = source, Size = (nuint)input.Length };
            var to = new ZstdBuffer { Data = target, Size = (nuint)output.Length };
            var result = LibZstd.Decompress(handle, &to, &from);
            if (LibZstd.IsError(result) != 0)
            {
                throw new InvalidDataException($"zstd: {Marshal.PtrToStringUTF8(LibZstd.ErrorName(result))}");
            }

            consumed = (int)from.Position;
            produced = (int)to.Position;
            return result;
        }
    }

    protected override bool ReleaseHandle()
    {
        _ = LibZstd.FreeDecompressor(handle);
        return true;
    }
}
