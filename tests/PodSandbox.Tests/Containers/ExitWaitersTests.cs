using CriSharp.Failures;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.Tests.PodSandbox.Fakes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class ExitWaitersTests : IDisposable
{
    private readonly TestRecords _records = new();
    private readonly ExitWaiters _exits;
    private readonly ContainerRecord _running;
    private readonly ContainerState.Exited _exited = new(Records.Time, Records.Time, 3, "Error", "");

    public ExitWaitersTests()
    {
        _exits = new ExitWaiters(_records.Containers);
        _running = Records.Container(Records.Sandbox("web"), "main", Records.Running());
        _records.Containers.Save(_running);
    }

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task WaitAsync_ExitedAndNotified_Completes()
    {
        var waiting = _exits.WaitAsync(_running.Id, Test);
        _records.Containers.Save(_running.With(_exited));

        _exits.Notify(_running.Id);

        Assert.Equal(_exited, await waiting);
    }

    // Between the record of an exit and its notice another waiter may come, see the exit and take the entry away.
    [Fact(Timeout = 60_000)]
    public async Task WaitAsync_ALaterWaiterSeesTheExitFirst_WakesTheEarlierOne()
    {
        var earlier = _exits.WaitAsync(_running.Id, Test);
        _records.Containers.Save(_running.With(_exited));

        Assert.Equal(_exited, await _exits.WaitAsync(_running.Id, Test));

        Assert.Equal(_exited, await earlier);
    }

    [Fact(Timeout = 60_000)]
    public async Task WaitAsync_Removed_IsNotFoundForAllWhoWait()
    {
        var earlier = _exits.WaitAsync(_running.Id, Test);
        _records.Containers.Remove(_running.Id);

        await Assert.ThrowsAsync<FailureException>(() => _exits.WaitAsync(_running.Id, Test));

        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<FailureException>(() => earlier)).Kind);
    }
}
