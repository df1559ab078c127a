using System.Buffers;
using System.Globalization;
using System.Text;

namespace CriSharp.Cli.Logs;

/// <summary>
/// Writes log records as the container wrote them: its standard output to <paramref name="output"/>, its standard error to
/// <paramref name="error"/>, bytes unchanged, the parts of a long line joined.
/// </summary>
/// <param name="output">Gets the records of standard output.</param>
/// <param name="error">Gets the records of standard error.</param>
/// <param name="timestamps">Put each record's time before its line.</param>
/// <param name="since">Leave out what is older.</param>
internal sealed class LogPrinter(Stream output, Stream error, bool timestamps = false, DateTimeOffset? since = null)
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes);
    private bool _bufferIsError;
    private bool _inOutputLine;
    private bool _inErrorLine;

    /// <summary>How many lines of the file were no log records (torn by a crash, or of another format) and were left out.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Takes one line of the log file, without its end of line.</summary>
    public void Print(ReadOnlySpan<byte> line)
    {
        if (!LogRecord.TryParse(line, out var record))
        {
            Unreadable++;
            return;
        }

        if (since is { } start && IsBefore(record.Time, start))
        {
            return;
        }

        Turn(record.IsError);
        ref var inLine = ref record.IsError ? ref _inErrorLine : ref _inOutputLine;
        if (timestamps && !inLine)
        {
            _buffer.Write(record.Time);
            _buffer.Write(" "u8);
        }

        _buffer.Write(record.Content);
        inLine = record.IsPartial;
        if (!inLine)
        {
            _buffer.Write("\n"u8);
        }

        if (_buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    /// <summary>Hands everything printed so far to its stream.</summary>
    public void Flush()
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        var target = _bufferIsError ? error : output;
        target.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        target.Flush();
    }

    // Both streams often end in one terminal: what was buffered for the other one goes first, so that their order is kept.
    private void Turn(bool toError)
    {
        if (toError != _bufferIsError)
        {
            Flush();
            _bufferIsError = toError;
        }
    }

    private static bool IsBefore(ReadOnlySpan<byte> time, DateTimeOffset start)
    {
        Span<char> text = stackalloc char[64];
        return Encoding.ASCII.TryGetChars(time, text, out var length)
            && DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment < start;
    }
}
