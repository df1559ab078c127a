using System.Text;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>Keeps what is written to it, and tells when a text has come.</summary>
internal sealed class SeenStream : Stream
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(_bytes.ToArray());
            }
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray()
    {
        lock (_lock)
        {
            return _bytes.ToArray();
        }
    }

    public Task ContainsAsync(string text)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, seen));
            Announce();
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            _bytes.Write(buffer);
            Announce();
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }

    private void Announce()
    {
        var text = Encoding.UTF8.GetString(_bytes.ToArray());
        foreach (var (_, seen) in _awaited.Where(awaited => text.Contains(awaited.Text, StringComparison.Ordinal)))
        {
            seen.TrySetResult();
        }
    }
}
