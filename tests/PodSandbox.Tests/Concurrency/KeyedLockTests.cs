using CriSharp.PodSandbox.Concurrency;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Concurrency;

public sealed class KeyedLockTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_HeldKey_WaitsForItsRelease()
    {
        var locks = new KeyedLock<string>();
        var held = await locks.EnterAsync("a", Test);

        var waiting = locks.EnterAsync("a", Test);
        Assert.False(waiting.IsCompleted);
        held.Dispose();

        (await waiting).Dispose();
    }

    [Fact]
    public async Task EnterAsync_OtherKey_DoesNotWait()
    {
        var locks = new KeyedLock<string>();
        using var held = await locks.EnterAsync("a", Test);

        using var other = await locks.EnterAsync("b", Test);

        Assert.NotSame(held, other);
    }

    [Fact]
    public async Task EnterAsync_WaiterCancelled_LeavesTheLockUsable()
    {
        var locks = new KeyedLock<string>();
        var held = await locks.EnterAsync("a", Test);
        using var impatient = new CancellationTokenSource();
        var waiting = locks.EnterAsync("a", impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.Dispose();
        held.Dispose();

        (await locks.EnterAsync("a", Test)).Dispose();
    }
}
