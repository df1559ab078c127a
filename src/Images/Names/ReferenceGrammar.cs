using System.Text.RegularExpressions;

namespace CriSharp.Images;

/// <summary>The spelling of the parts of a reference, as in the OCI distribution specification and the reference grammar of Docker.</summary>
internal static partial class ReferenceGrammar
{
    internal static bool IsTag(string text) => Tag().IsMatch(text);

    internal static bool IsRegistry(string text) => Registry().Match(text) is { Success: true } match && IsPort(match.Groups["port"].Value);

    internal static bool IsRepository(string text) => Repository().IsMatch(text);

    private static bool IsPort(string digits) => digits.Length == 0 || int.Parse(digits) is > 0 and <= 65535;

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\A(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]{2,45}\])(?::(?<port>[0-9]{1,5}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Registry();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
