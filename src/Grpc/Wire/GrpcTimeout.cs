using System.Globalization;

namespace CriSharp.Grpc.Wire;

/// <summary>The header <c>grpc-timeout</c>: up to eight digits and a unit, e.g. <c>250m</c> for 250 milliseconds.</summary>
internal static class GrpcTimeout
{
    /// <summary>What a timer can wait for; a later deadline is as good as none.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a header value; nanoseconds are rounded up to the clock's 100.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || TicksOf(value, text[^1]) is not { } ticks)
        {
            return false;
        }

        timeout = TimeSpan.FromTicks(ticks);
        return true;
    }

    /// <summary>Writes the time in the finest unit that has room for it, rounded up, so that the server never gives up first.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 0);
        foreach (var (unit, ticksPerUnit) in Units)
        {
            var value = (ticks / ticksPerUnit) + (ticks % ticksPerUnit == 0 ? 0 : 1);
            if (value <= MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
            }
        }

        return $"{MaxValue}H";
    }

    private static long? TicksOf(long value, char unit)
    {
        if (unit == 'n')
        {
            return (value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick;
        }

        foreach (var (name, ticks) in Units)
        {
            if (name == unit)
            {
                return value * ticks;
            }
        }

        return null;
    }
}
