namespace CriSharp.Tests.e2e;

/// <summary>How long the tests wait before they call something hung; never how long something should take.</summary>
public static class Deadlines
{
    /// <summary>Generous: the machine may be slow and shared.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks where nothing tells of the change.</summary>
    public static TimeSpan Glance { get; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Repeats a look until it finds something; the last answer is returned when patience ends.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> found, TimeSpan? patience = null)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        for (; ; )
        {
            var seen = await look();
            if (found(seen) || clock.GetElapsedTime(started) > (patience ?? Patience))
            {
                return seen;
            }

            await Task.Delay(Glance);
        }
    }
}
