namespace CriSharp.Images.Layers;

/// <summary>Reads the blocks of a queue as one stream.</summary>
internal sealed class BlockQueueStream(BlockQueue queue) : Stream
{
    private ArraySegment<byte> _block;
    private int _used;
    private bool _ended;

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
        while (_used == _block.Count)
        {
            if (!Advance())
            {
                return 0;
            }
        }

        var length = Math.Min(buffer.Length, _block.Count - _used);
        _block.AsSpan(_used, length).CopyTo(buffer);
        _used += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Advance()
    {
        if (_block.Array is not null)
        {
            queue.Return(_block);
        }

        _block = _ended ? default : queue.Take();
        _used = 0;
        _ended = _block.Array is null;
        return !_ended;
    }
}
