namespace CriSharp.Tests.Keeper;

/// <summary>Every deadline of at least so long is over at once.</summary>
internal sealed class HastyTime(TimeSpan atLeast = default) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= atLeast ? TimeSpan.Zero : dueTime, period);
}
