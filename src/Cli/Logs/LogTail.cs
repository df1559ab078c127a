using Microsoft.Win32.SafeHandles;

namespace CriSharp.Cli.Logs;

/// <summary>Finds where the last lines of a container log begin, from its end backwards, so that a large log costs nothing.</summary>
internal static class LogTail
{
    private const int BlockBytes = 64 * 1024;

    // Enough of a record to tell whether it ends a line: time, stream and tags.
    private const int HeaderBytes = 128;

    /// <summary>
    /// The offset at which the last <paramref name="lines"/> lines begin. Records are joined to lines as the reader joins them; parts
    /// of a line that has not ended yet count as one. A record that is still being written does not count.
    /// </summary>
    public static long Find(SafeFileHandle file, long lines)
    {
        var end = -1L;
        var found = 0L;
        foreach (var newline in NewlinesBackwards(file))
        {
            if (end >= 0)
            {
                // The record between this newline and the one after it.
                found += EndsLine(file, newline + 1, end) || found == 0 ? 1 : 0;
                if (found > lines)
                {
                    return end + 1;
                }
            }

            end = newline;
            if (lines == 0)
            {
                return end + 1;
            }
        }

        return end >= 0 && found == lines && EndsLine(file, 0, end) ? end + 1 : 0;
    }

    private static IEnumerable<long> NewlinesBackwards(SafeFileHandle file)
    {
        var block = new byte[BlockBytes];
        for (var end = RandomAccess.GetLength(file); end > 0;)
        {
            var start = Math.Max(0, end - BlockBytes);
            var length = RandomAccess.Read(file, block.AsSpan(0, (int)(end - start)), start);
            for (var at = LastNewline(block, length); at >= 0; at = LastNewline(block, at))
            {
                yield return start + at;
            }

            end = start;
        }
    }

    private static int LastNewline(byte[] block, int length) => block.AsSpan(0, length).LastIndexOf((byte)'\n');

    private static bool EndsLine(SafeFileHandle file, long start, long end)
    {
        Span<byte> header = stackalloc byte[(int)Math.Min(HeaderBytes, end - start)];
        var length = RandomAccess.Read(file, header, start);

        // What is no record is not printed, so it is no line either.
        return LogRecord.TryParse(header[..length], out var record) && !record.IsPartial;
    }
}
