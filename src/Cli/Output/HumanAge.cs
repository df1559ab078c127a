namespace CriSharp.Cli.Output;

/// <summary>Ages for people: the largest unit that says enough, <c>3 minutes ago</c>.</summary>
internal static class HumanAge
{
    /// <summary>How long ago <paramref name="unixNanoseconds"/> was; a dash for 0, which the CRI uses for "not yet".</summary>
    public static string Ago(long unixNanoseconds, TimeProvider time) => unixNanoseconds == 0
        ? "-"
        : Of(time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / TimeSpan.NanosecondsPerTick)) + " ago";

    /// <summary>The duration in one unit, rounded down; a clock that went back gives 0 seconds.</summary>
    public static string Of(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 seconds",
        { TotalMinutes: < 2 } => Count(age.TotalSeconds, "second"),
        { TotalHours: < 2 } => Count(age.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Count(age.TotalHours, "hour"),
        { TotalDays: < 60 } => Count(age.TotalDays, "day"),
        { TotalDays: < 730 } => Count(age.TotalDays / 30, "month"),
        _ => Count(age.TotalDays / 365, "year"),
    };

    private static string Count(double number, string unit)
    {
        var whole = (long)number;
        return whole == 1 ? $"1 {unit}" : $"{whole} {unit}s";
    }
}
