namespace CriSharp.Cli.Logs;

/// <summary>
/// One record of a CRI container log: <c>TIME STREAM TAGS CONTENT</c>. A record that is <see cref="IsPartial"/> is continued by the
/// next one of its stream; a record that is not ends a line.
/// </summary>
internal readonly ref struct LogRecord
{
    private LogRecord(ReadOnlySpan<byte> time, bool isError, bool isPartial, ReadOnlySpan<byte> content)
    {
        Time = time;
        IsError = isError;
        IsPartial = isPartial;
        Content = content;
    }

    /// <summary>When it was written, as the text in the file (RFC 3339 with nanoseconds).</summary>
    public ReadOnlySpan<byte> Time { get; }

    /// <summary>Written to standard error, else to standard output.</summary>
    public bool IsError { get; }

    /// <summary>Its line goes on in a later record.</summary>
    public bool IsPartial { get; }

    /// <summary>The bytes that the container wrote, without the end of the line.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>Parses one record, given without its end of line; false for what is none, such as a torn one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogRecord record)
    {
        record = default;
        if (!TryTakeWord(ref line, out var time) || !TryTakeWord(ref line, out var stream) || !IsTime(time))
        {
            return false;
        }

        var isError = stream.SequenceEqual("stderr"u8);
        if (!isError && !stream.SequenceEqual("stdout"u8))
        {
            return false;
        }

        // Without content the space after the tags may be missing.
        if (!TryTakeWord(ref line, out var tags))
        {
            tags = line;
            line = default;
        }

        var firstTag = tags.IndexOf((byte)':') is >= 0 and var colon ? tags[..colon] : tags;
        if (firstTag is not [(byte)'P' or (byte)'F'])
        {
            return false;
        }

        record = new LogRecord(time, isError, firstTag[0] == 'P', line);
        return true;
    }

    private static bool IsTime(ReadOnlySpan<byte> word) =>
        word.Length >= "2000-01-01T00:00:00Z".Length && word[4] == '-' && word[10] == 'T' && char.IsAsciiDigit((char)word[0]);

    private static bool TryTakeWord(scoped ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> word)
    {
        var space = line.IndexOf((byte)' ');
        word = space < 0 ? default : line[..space];
        line = space < 0 ? line : line[(space + 1)..];
        return space >= 0;
    }
}
