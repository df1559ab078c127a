using System.Globalization;

namespace CriSharp.Cli.Arguments;

/// <summary>A size such as <c>64m</c> or <c>1.5g</c>; units are powers of 1024 in any spelling (<c>m</c>, <c>M</c>, <c>MB</c>, <c>MiB</c>).</summary>
internal static class MemorySize
{
    private const string Units = "bkmgt";

    /// <summary>The size in bytes; <paramref name="option"/> is named when the text is not one.</summary>
    public static long Parse(string option, string text)
    {
        var digits = text.AsSpan().TrimEnd("bBiIkKmMgGtT");
        var power = PowerOf(text[digits.Length..].ToLowerInvariant());
        if (power < 0 || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw CommandException.Usage(
                $"{option} {text}: not a size; write a number and one of the units b, k, m, g, t, such as 64m");
        }

        var factor = 1L << (10 * power);
        if (number > long.MaxValue / factor || number * factor < 1)
        {
            throw CommandException.Usage($"{option} {text}: out of range");
        }

        return (long)(number * factor);
    }

    private static int PowerOf(string unit) => unit switch
    {
        "" => 0,
        [var letter] => Units.IndexOf(letter, StringComparison.Ordinal),
        [not 'b', 'b' or 'i'] or [not 'b', 'i', 'b'] => Units.IndexOf(unit[0], StringComparison.Ordinal),
        _ => -1,
    };
}
