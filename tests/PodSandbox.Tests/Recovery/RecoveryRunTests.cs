using CriSharp.PodSandbox.Recovery;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Recovery;

public sealed class RecoveryRunTests : IDisposable
{
    private readonly TestParts _parts = new();
    private readonly FakeLog<RecoveryRunTests> _log = new();
    private readonly RecoveryRun _run;

    public RecoveryRunTests() => _run = new RecoveryRun(_parts.Time, _log);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _run.Dispose();
        _parts.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task DoAsync_ItemsGoSideBySide()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await _run.DoAsync([new RecoveryItem("waits", () => first.Task), new RecoveryItem("is waited for", () => Task.Run(first.SetResult, Test))], Test);

        Assert.Empty(_log.All);
    }

    [Fact(Timeout = 60_000)]
    public async Task DoAsync_AnItemFails_IsToldAndTheOthersAreDone()
    {
        var done = 0;
        RecoveryItem Good(int number) => new($"good {number}", () => Task.FromResult(Interlocked.Increment(ref done)));

        await _run.DoAsync([new RecoveryItem("bad", () => throw new IOException("no such disk")), .. Enumerable.Range(0, 40).Select(Good)], Test);

        Assert.Equal(40, done);
        Assert.Equal((LogLevel.Error, "bad not recovered: no such disk"), Assert.Single(_log.All));
    }

    [Fact(Timeout = 60_000)]
    public async Task DoAsync_AnItemBlocksItsThread_IsToldOnceAndLeftBehind()
    {
        using var disk = new ManualResetEventSlim();
        var item = new RecoveryItem("stuck", () =>
        {
            disk.Wait(Test);
            return Task.CompletedTask;
        });

        await MovedOnAsync(_run.DoAsync([item], Test));

        Assert.True(_run.Over.IsCancellationRequested);
        Assert.Single(_log.All, entry => entry.Message.StartsWith("recovery still works on stuck", StringComparison.Ordinal));
        Assert.Single(_log.All, entry => entry.Level == LogLevel.Error && entry.Message.EndsWith("1 items: stuck", StringComparison.Ordinal));
        disk.Set();
    }

    [Fact]
    public async Task DoAsync_DaemonEnds_Ends()
    {
        using var daemon = new CancellationTokenSource();
        var hanging = _run.DoAsync([new RecoveryItem("hangs", () => Task.Delay(Timeout.Infinite, Test))], daemon.Token);

        await daemon.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    // As when the daemon is killed in the middle of several RunPodSandbox calls, and one of them holds something that hangs.
    [Fact(Timeout = 60_000)]
    public async Task Sandboxes_OneHangs_TheOthersAreUndoneAndTheDaemonServes()
    {
        var hanging = Prepare("hanging");
        var others = Enumerable.Range(0, 3).Select(number => Prepare($"other{number}")).ToList();
        var release = _parts.Namespaces.Hanging[_parts.Paths.Namespaces(hanging.Id)] = new(TaskCreationOptions.RunContinuationsAsynchronously);

        await MovedOnAsync(Recovery.RecoverAsync(_run, Test));

        Assert.All(others, other => Assert.Null(_parts.Records.Sandboxes.Find(other.Id)));
        Assert.NotNull(_parts.Records.Sandboxes.Find(hanging.Id));
        Assert.Contains(_log.All, entry => entry.Message.Contains($"1 items: pod sandbox {hanging.Id}", StringComparison.Ordinal));

        // A client's call waits for what goes on beside the service.
        var lockOfACall = _parts.Locks.Sandboxes.EnterAsync(hanging.Id, Test);
        Assert.False(lockOfACall.IsCompleted);
        release.SetResult();
        (await lockOfACall).Dispose();
        Assert.Null(_parts.Records.Sandboxes.Find(hanging.Id));
    }

    private SandboxRecovery Recovery => new(
        _parts.Records.Sandboxes,
        _parts.SandboxTeardown,
        new PodCgroupLimits(_parts.Cgroups),
        _parts.Locks,
        TestNode.Ordinary.Description with { BootId = Records.BootId },
        _parts.Time,
        NullLogger<SandboxRecovery>.Instance);

    private SandboxRecord Prepare(string name)
    {
        var sandbox = Records.Sandbox(name, new SandboxState.Preparing());
        _parts.Records.Sandboxes.Save(sandbox);
        return sandbox;
    }

    // Pauses begin on other threads: time moves, slower than they do, until they are over.
    private async Task MovedOnAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            await Task.Delay(1, Test);
            _parts.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await awaited;
    }
}
