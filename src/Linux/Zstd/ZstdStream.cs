namespace CriSharp.Linux.Zstd;

/// <summary>Decompresses zstd frames, one after the other, from a stream that it owns; what follows a frame must be another frame.</summary>
/// <remarks>Reads are synchronous: for a thread that may block. Truncated or damaged data is an <see cref="InvalidDataException"/>.</remarks>
public sealed class ZstdStream(Stream source) : Stream
{
    private readonly ZstdDecompressor _decompressor = ZstdDecompressor.Create();
    private readonly byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _insideFrame;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var flushing = false;
        while (!buffer.IsEmpty)
        {
            if (_start == _end && !flushing && !Refill())
            {
                return _insideFrame ? throw new InvalidDataException("zstd: the data ends within a frame") : 0;
            }

            var left = _decompressor.Step(_input.AsSpan(_start, _end - _start), buffer, out var consumed, out var produced);
            _start += consumed;
            _insideFrame = left != 0;
            if (produced > 0)
            {
                return produced;
            }

            flushing = false;
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decompressor.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Refill()
    {
        _start = 0;
        _end = source.Read(_input);
        return _end > 0;
    }
}
