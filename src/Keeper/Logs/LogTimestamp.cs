using System.Buffers.Text;
using System.Diagnostics;

namespace CriSharp.Keeper.Logs;

/// <summary>
/// The time of a log record: RFC 3339 in UTC with nine digits, so that every record's is equally long.
/// </summary>
internal static class LogTimestamp
{
    internal const int LengthBytes = 30; // 2026-11-21T15:07:00.123456789Z

    private const int SecondsBytes = 27; // what "O" gives for UTC: seven digits, then Z

    /// <summary>Writes the time in UTC to the start of <paramref name="destination"/>.</summary>
    internal static void Write(DateTimeOffset time, Span<byte> destination)
    {
        var isWritten = Utf8Formatter.TryFormat(time.UtcDateTime, destination, out var written, 'O');
        Debug.Assert(isWritten && written == SecondsBytes + 1);
        "00Z"u8.CopyTo(destination[SecondsBytes..]); // the clock here has units of 100 ns
    }
}
