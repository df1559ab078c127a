using System.Buffers;
using System.Globalization;

namespace CriSharp.Cli.Arguments;

/// <summary>A moment given as how long ago (<c>90s</c>, <c>1h30m</c>, <c>2d</c>) or as a time (RFC 3339; local time without an offset).</summary>
internal static class Moment
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The moment; <paramref name="option"/> is named when the text is not one.</summary>
    public static DateTimeOffset Parse(string option, string text, TimeProvider time)
    {
        if (TryParseDuration(text, out var ago))
        {
            var now = time.GetUtcNow();
            return ago < now - DateTimeOffset.UnixEpoch ? now - ago : DateTimeOffset.UnixEpoch;
        }

        return text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : throw CommandException.Usage(
                $"{option} {text}: neither a duration such as 10m or 1h30m nor a time such as 2026-01-31T12:00:00Z");
    }

    /// <summary>Parses numbers that each carry a unit: <c>d</c>, <c>h</c>, <c>m</c>, <c>s</c> or <c>ms</c>.</summary>
    internal static bool TryParseDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var any = false;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            text = text[digits..];
            var (unit, length) = UnitOf(text);
            if (length == 0 || number * unit.TotalSeconds > TimeSpan.FromDays(36500).TotalSeconds)
            {
                return false;
            }

            duration += unit * number;
            text = text[length..];
            any = true;
        }

        return any;
    }

    private static (TimeSpan Unit, int Length) UnitOf(ReadOnlySpan<char> text) => text switch
    {
        ['m', 's', ..] => (TimeSpan.FromMilliseconds(1), 2),
        ['s', ..] => (TimeSpan.FromSeconds(1), 1),
        ['m', ..] => (TimeSpan.FromMinutes(1), 1),
        ['h', ..] => (TimeSpan.FromHours(1), 1),
        ['d', ..] => (TimeSpan.FromDays(1), 1),
        _ => (TimeSpan.Zero, 0),
    };
}
