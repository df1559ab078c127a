using System.Globalization;

namespace CriSharp.Cli.Output;

/// <summary>Sizes for people: three digits and a decimal unit, <c>4.26MB</c>.</summary>
internal static class HumanSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>The size in the largest unit that gives at least 1.</summary>
    public static string Of(ulong bytes)
    {
        var value = (decimal)bytes;
        var unit = 0;
        while (decimal.Round(value, DigitsOf(value)) >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return decimal.Round(value, unit == 0 ? 0 : DigitsOf(value)).ToString("0.##", CultureInfo.InvariantCulture) + Units[unit];
    }

    private static int DigitsOf(decimal value) => value switch
    {
        >= 99.95m => 0,
        >= 9.995m => 1,
        _ => 2,
    };
}
