namespace CriSharp.Cli.Output;

/// <summary>Ids as people read them: twelve digits, without the digest's algorithm.</summary>
internal static class ShortId
{
    private const int Digits = 12;

    /// <summary>The short form, or the whole id if <paramref name="whole"/>.</summary>
    public static string Of(string id, bool whole = false)
    {
        if (whole)
        {
            return id;
        }

        var digits = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits.Length <= Digits ? digits : digits[..Digits];
    }
}
