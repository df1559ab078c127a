using System.Globalization;
using System.Text.RegularExpressions;

namespace CriSharp.Images.Toml;

/// <summary>Values that are a word: booleans, integers and floats. Dates are not read: nothing here has any.</summary>
internal static partial class TomlNumbers
{
    /// <summary>The value of a word; null if it is none of them.</summary>
    internal static TomlValue? Read(int line, string word) => word switch
    {
        "true" => new TomlBoolean(line, true),
        "false" => new TomlBoolean(line, false),
        "inf" or "+inf" => new TomlFloat(line, double.PositiveInfinity),
        "-inf" => new TomlFloat(line, double.NegativeInfinity),
        "nan" or "+nan" or "-nan" => new TomlFloat(line, double.NaN),
        _ => Number(line, word),
    };

    /// <summary>Whether the word looks like a date or a time.</summary>
    internal static bool IsDate(string word) => Date().IsMatch(word);

    private static TomlValue? Number(int line, string word)
    {
        var digits = word.Replace("_", "", StringComparison.Ordinal);
        return Decimal().IsMatch(word) ? Integer(line, digits, 10)
            : Hexadecimal().IsMatch(word) ? Integer(line, digits[2..], 16)
            : Octal().IsMatch(word) ? Integer(line, digits[2..], 8)
            : Binary().IsMatch(word) ? Integer(line, digits[2..], 2)
            : Float().IsMatch(word) ? new TomlFloat(line, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture))
            : null;
    }

    private static TomlInteger Integer(int line, string digits, int radix)
    {
        Int128 value = 0;
        foreach (var digit in digits.TrimStart('+', '-'))
        {
            value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
            if (value > (Int128)long.MaxValue + 1)
            {
                break;
            }
        }

        value = digits.StartsWith('-') ? -value : value;
        return value >= long.MinValue && value <= long.MaxValue
            ? new TomlInteger(line, (long)value)
            : throw new TomlException(line, "the integer does not fit into 64 bits");
    }

    [GeneratedRegex(@"^[+-]?(0|[1-9](_?[0-9])*)\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0x[0-9A-Fa-f](_?[0-9A-Fa-f])*\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7](_?[0-7])*\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^0b[01](_?[01])*\z")]
    private static partial Regex Binary();

    [GeneratedRegex(@"^[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?\z")]
    private static partial Regex Float();

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2})")]
    private static partial Regex Date();
}
