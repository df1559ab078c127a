using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// Reads a program's output stream to its end, keeps the first part and drops what is over the limit.
/// </summary>
public sealed class OutputCollector : IDisposable
{
    private readonly AsyncDescriptor _reader;
    private readonly int _limitBytes;
    private readonly MemoryStream _kept = new();
    private readonly byte[] _buffer = new byte[Pipe.DefaultCapacityBytes];

    /// <summary>Takes over <paramref name="reader"/>; keeps at most <paramref name="limitBytes"/>.</summary>
    public OutputCollector(SafeFileHandle reader, int limitBytes, EventLoop loop)
    {
        _reader = new AsyncDescriptor(reader, loop);
        _limitBytes = limitBytes;
    }

    /// <summary>What was read so far, within the limit.</summary>
    public byte[] Kept => _kept.ToArray();

    /// <summary>Reads until the last writer has closed the stream, or until cancelled.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(_buffer, cancellationToken) is var count and > 0)
        {
            Keep(count);
        }
    }

    /// <summary>
    /// Reads what the ended program has left in the pipe, no more than a pipe holds: a grandchild that still has it
    /// open must not keep us.
    /// </summary>
    public void ReadRest()
    {
        if (Descriptor.TryRead(_reader.Handle, _buffer) is { } count)
        {
            Keep(count);
        }
    }

    public void Dispose() => _reader.Dispose();

    private void Keep(int count) => _kept.Write(_buffer, 0, Math.Min(count, _limitBytes - (int)_kept.Length));
}
