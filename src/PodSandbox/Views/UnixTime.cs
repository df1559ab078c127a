namespace CriSharp.PodSandbox.Views;

/// <summary>Times as the CRI has them: nanoseconds since the Unix epoch.</summary>
public static class UnixTime
{
    private const long NanosecondsPerTick = 1_000_000_000 / TimeSpan.TicksPerSecond;

    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    /// <summary>0 where there is no time yet.</summary>
    public static long Nanoseconds(DateTimeOffset? time) => time is { } known ? Nanoseconds(known) : 0;
}
