using System.Buffers;
using System.Globalization;

namespace CriSharp.Runtime.Cni;

/// <summary>A Kubernetes resource quantity (<c>10M</c>, <c>1.5Gi</c>, <c>2e6</c>) as a whole number, rounded up.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("+-.0123456789");

    private static readonly Dictionary<string, decimal> Suffixes = new()
    {
        [""] = 1,
        ["n"] = 1e-9m,
        ["u"] = 1e-6m,
        ["m"] = 1e-3m,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["P"] = 1e15m,
        ["E"] = 1e18m,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
        ["Pi"] = 1L << 50,
        ["Ei"] = 1L << 60,
    };

    internal static bool TryParse(string text, out long value)
    {
        var end = text.AsSpan().IndexOfAnyExcept(NumberCharacters) is >= 0 and var at ? at : text.Length;
        value = 0;
        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, null, out var number)
            || !TryScale(text[end..], out var scale))
        {
            return false;
        }

        // A decimal holds 28 digits: within these bounds nothing below can overflow.
        if (number is > long.MaxValue or < long.MinValue
            || decimal.Ceiling(number * scale) is var whole && whole is > long.MaxValue or < long.MinValue)
        {
            return false;
        }

        value = (long)whole;
        return true;
    }

    private static bool TryScale(string suffix, out decimal scale)
    {
        if (Suffixes.TryGetValue(suffix, out scale))
        {
            return true;
        }

        // 12e6: the exponent form. E alone is exa, above.
        return suffix is ['e' or 'E', .. var exponent]
            && sbyte.TryParse(exponent, NumberStyles.AllowLeadingSign, null, out var power)
            && power is >= -9 and <= 18
            && decimal.TryParse($"1e{power}", NumberStyles.AllowExponent, null, out scale);
    }
}
