using CriSharp.PodSandbox.Concurrency;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Concurrency;

public sealed class JoinedOperationsTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_SameKeyAtWork_JoinsAndRunsOnce()
    {
        var operations = new JoinedOperations<string, int>(_ => true);
        var gate = new TaskCompletionSource();
        var runs = 0;

        var first = operations.RunAsync("pod", RunAsync, Test);
        var second = operations.RunAsync("pod", RunAsync, Test);
        gate.SetResult();

        Assert.Equal(1, await first);
        Assert.Equal(1, await second);

        async Task<int> RunAsync()
        {
            await gate.Task;
            return Interlocked.Increment(ref runs);
        }
    }

    [Fact]
    public async Task RunAsync_CallerGone_ResultIsKeptForTheRetryOnce()
    {
        var operations = new JoinedOperations<string, string>(_ => true);
        var gate = new TaskCompletionSource<string>();
        using var caller = new CancellationTokenSource();
        var gone = operations.RunAsync("pod", () => gate.Task, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        gate.SetResult("first");
        var retry = await operations.RunAsync("pod", () => Task.FromResult("again"), Test);
        var afterwards = await operations.RunAsync("pod", () => Task.FromResult("again"), Test);

        Assert.Equal("first", retry);
        Assert.Equal("again", afterwards);
    }

    [Fact]
    public async Task RunAsync_KeptResultNoLongerTrue_StartsAnew()
    {
        var isTrue = true;
        var operations = new JoinedOperations<string, string>(_ => isTrue);
        var gate = new TaskCompletionSource<string>();
        using var caller = new CancellationTokenSource();
        var gone = operations.RunAsync("pod", () => gate.Task, caller.Token);
        var ended = operations.RunAsync("pod", () => gate.Task, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
        gate.SetResult("first");
        isTrue = false;

        // The first may still be on its way to its end, and is joined then.
        Assert.True(await operations.RunAsync("pod", () => Task.FromResult("again"), Test) is "first" or "again");
        Assert.Equal("again", await operations.RunAsync("pod", () => Task.FromResult("again"), Test));
    }

    [Fact]
    public async Task RunAsync_ResultTaken_IsNotKept()
    {
        var operations = new JoinedOperations<string, string>(_ => true);

        await operations.RunAsync("pod", () => Task.FromResult("first"), Test);

        Assert.Equal("second", await operations.RunAsync("pod", () => Task.FromResult("second"), Test));
    }

    [Fact]
    public async Task RunAsync_Failed_NextCallStartsAnew()
    {
        var operations = new JoinedOperations<string, int>(_ => true);

        await Assert.ThrowsAsync<InvalidOperationException>(() => operations.RunAsync("pod", () => throw new InvalidOperationException(), Test));

        Assert.Equal(7, await operations.RunAsync("pod", () => Task.FromResult(7), Test));
    }

    [Fact]
    public async Task Drop_KeptResult_IsForgotten()
    {
        var operations = new JoinedOperations<string, string>(_ => true);
        var gate = new TaskCompletionSource<string>();
        using var caller = new CancellationTokenSource();
        var gone = operations.RunAsync("pod", () => gate.Task, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.SetResult("first");
        Assert.Equal("first", await operations.RunAsync("pod", () => gate.Task, Test));

        operations.Drop("pod");

        Assert.Equal("second", await operations.RunAsync("pod", () => Task.FromResult("second"), Test));
    }
}
