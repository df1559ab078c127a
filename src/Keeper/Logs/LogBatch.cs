using System.Runtime.CompilerServices;

namespace CriSharp.Keeper.Logs;

/// <summary>
/// Many records in one buffer on their way to one file, so that one write serves them all. The buffer belongs to the
/// thread of the logs and is used for one container after the other: whoever fills it flushes it before the thread
/// goes on.
/// </summary>
internal sealed class LogBatch
{
    private const int CapacityBytes = 256 * 1024;
    private const int TagOffset = LogTimestamp.LengthBytes + 8; // behind " stdout "
    private const int PrefixBytes = TagOffset + 2;
    private const byte Full = (byte)'F';
    private const byte Partial = (byte)'P';
    private const byte NewLine = (byte)'\n';

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(CapacityBytes, pinned: true);
    private readonly byte[] _prefix = new byte[PrefixBytes];
    private ILogOutput? _output;
    private int _length;

    /// <summary>Records that follow have this time and come from this stream, <c>stdout</c> or <c>stderr</c>.</summary>
    internal void Begin(ILogOutput output, ReadOnlySpan<byte> stream, DateTimeOffset time)
    {
        _output = output;
        LogTimestamp.Write(time, _prefix);
        _prefix[LogTimestamp.LengthBytes] = (byte)' ';
        stream.CopyTo(_prefix.AsSpan(LogTimestamp.LengthBytes + 1));
        _prefix[TagOffset - 1] = (byte)' ';
        _prefix[TagOffset + 1] = (byte)' ';
    }

    /// <summary>Adds one record whose content is <paramref name="first"/> and then <paramref name="second"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // per line: made for this processor, not ahead of time for any
    internal void Add(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, bool isFull)
    {
        var record = PrefixBytes + first.Length + second.Length + 1;
        if (record > CapacityBytes - _length)
        {
            Flush();
        }

        var at = _buffer.AsSpan(_length, record);
        _prefix.CopyTo(at);
        at[TagOffset] = isFull ? Full : Partial;
        first.CopyTo(at[PrefixBytes..]);
        second.CopyTo(at[(PrefixBytes + first.Length)..]);
        at[record - 1] = NewLine;
        _length += record;
    }

    /// <summary>Writes what has been added.</summary>
    internal void Flush()
    {
        if (_length > 0)
        {
            _output!.Write(_buffer.AsSpan(0, _length));
            _length = 0;
        }
    }
}
