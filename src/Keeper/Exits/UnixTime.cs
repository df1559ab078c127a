namespace CriSharp.Keeper.Exits;

/// <summary>Times as the protocol has them.</summary>
internal static class UnixTime
{
    /// <summary>Nanoseconds since the epoch.</summary>
    internal static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
