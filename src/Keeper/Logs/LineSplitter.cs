using System.Buffers;
using System.Runtime.CompilerServices;

namespace CriSharp.Keeper.Logs;

/// <summary>
/// Makes log records of one output stream. A line is a full record; one longer than 16 KiB becomes partial records
/// and a full one at its end. The beginning of a line whose end has not been read yet waits here. Content is never
/// changed: a carriage return stays.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Longest content of one record.</summary>
    internal const int MaxContentBytes = 16 * 1024;

    private const byte NewLine = (byte)'\n';

    private byte[] _waiting = [];
    private int _waitingBytes;

    /// <summary>Adds all lines that end in <paramref name="data"/> to the batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // per line: made for this processor, not ahead of time for any
    internal void Split(ReadOnlySpan<byte> data, LogBatch batch)
    {
        for (int end; (end = data.IndexOf(NewLine)) >= 0; data = data[(end + 1)..])
        {
            var line = AddPartials(data[..end], batch);
            batch.Add(Waiting, line, isFull: true);
            Drop();
        }

        Wait(AddPartials(data, batch));
    }

    /// <summary>The stream has ended, or the log must be complete now: the rest is a partial record.</summary>
    internal void End(LogBatch batch)
    {
        if (_waitingBytes > 0)
        {
            batch.Add(Waiting, [], isFull: false);
            Drop();
        }
    }

    private ReadOnlySpan<byte> Waiting => _waiting.AsSpan(0, _waitingBytes);

    /// <summary>
    /// Adds partial records until no more than one record's content remains; returns the rest that is not waiting
    /// already.
    /// </summary>
    private ReadOnlySpan<byte> AddPartials(ReadOnlySpan<byte> rest, LogBatch batch)
    {
        while (_waitingBytes + rest.Length > MaxContentBytes)
        {
            var taken = MaxContentBytes - _waitingBytes;
            batch.Add(Waiting, rest[..taken], isFull: false);
            rest = rest[taken..];
            Drop();
        }

        return rest;
    }

    private void Wait(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return;
        }

        if (_waiting.Length == 0)
        {
            _waiting = ArrayPool<byte>.Shared.Rent(MaxContentBytes);
        }

        rest.CopyTo(_waiting.AsSpan(_waitingBytes));
        _waitingBytes += rest.Length;
    }

    /// <summary>Nothing waits any more: a quiet stream holds no memory.</summary>
    private void Drop()
    {
        _waitingBytes = 0;
        if (_waiting.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_waiting);
            _waiting = [];
        }
    }
}
