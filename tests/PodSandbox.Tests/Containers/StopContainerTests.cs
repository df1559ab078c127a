using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Tests.PodSandbox.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class StopContainerTests : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private readonly TestRecords _records = new();
    private readonly FakeTime _time = new();
    private readonly FakeKeeper _keeper = new();
    private readonly FakeCgroups _cgroups = new();
    private readonly ExitWaiters _exits;
    private readonly StopContainer _stop;
    private readonly ContainerRecord _container;

    public StopContainerTests()
    {
        _exits = new ExitWaiters(_records.Containers);
        _stop = new StopContainer(
            _records.Containers, _exits, _keeper, _cgroups, new EntityLocks(), _time, NullLogger<StopContainer>.Instance);
        var sandbox = Records.Sandbox("web");
        _container = Records.Container(sandbox, "main", Records.Running());
        _records.Sandboxes.Save(sandbox);
        _records.Containers.Save(_container);
    }

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_PoliteContainer_GetsItsStopSignalAndNoOther()
    {
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(30), Test);
        Assert.Equal((_container.Id.Value, SigTerm), await _keeper.NextSignalAsync(Test));

        Exit();

        await stopped;
        Assert.False(_keeper.HasSignal);
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_GraceOver_IsKilled()
    {
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(30), Test);
        await _keeper.NextSignalAsync(Test);

        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
        await stopped;
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_NoGrace_IsKilledAtOnce()
    {
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
        await stopped;
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_AgainWithLessGrace_ShortensTheFirst()
    {
        var first = _stop.StopAsync(_container.Id, TimeSpan.FromHours(1), Test);
        await _keeper.NextSignalAsync(Test);

        var second = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
        await Task.WhenAll(first, second);
        Assert.False(_keeper.HasSignal);
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_CallerGone_GoesOn()
    {
        using var caller = new CancellationTokenSource();
        var gone = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(5), caller.Token);
        await _keeper.NextSignalAsync(Test);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_DeafToSigKill_LosesItsWholeCgroup()
    {
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);
        await _keeper.NextSignalAsync(Test);
        var killed = _cgroups.NextKillAsync(Test).AsTask();

        // The patience begins after the signal was sent, on another thread: time moves until it is over.
        while (!killed.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal(_container.Facts.CgroupPath, await killed);
        Exit();
        await stopped;
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_KeeperKnowsNothingOfIt_KillsTheCgroupAndIsDone()
    {
        _keeper.HasForgottenAll = true;

        await _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);

        Assert.Equal(_container.Facts.CgroupPath, await _cgroups.NextKillAsync(Test));
        Assert.Equal("Unknown", Assert.IsType<ContainerState.Exited>(_records.Containers.Find(_container.Id)!.Facts.State).Reason);
    }

    [Theory]
    [MemberData(nameof(NotRunning))]
    public async Task StopAsync_NotRunning_DoesNothing(ContainerState state)
    {
        _records.Containers.Save(_container.With(state));

        await _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(30), Test);

        Assert.False(_keeper.HasSignal);
    }

    public static TheoryData<ContainerState> NotRunning =>
    [
        new ContainerState.Created(),
        new ContainerState.Exited(Records.Time, Records.Time, 0, "Completed", ""),
    ];

    private void Exit()
    {
        var exit = new ContainerExit(_container.Id.Value, 143, SigTerm, _time.GetUtcNow());
        _records.Containers.Save(_container.With(Records.Running().Exit(exit)));
        _exits.Notify(_container.Id);
    }
}
