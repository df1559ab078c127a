using System.Diagnostics;
using CriSharp.Linux.Processes;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Tests.PodSandbox.Fakes;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class StopContainerTests : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private const int SigCont = 18;

    private readonly TestRecords _records = new();
    private readonly FakeTime _time = new();
    private readonly FakeKeeper _keeper = new();
    private readonly FakeCgroups _cgroups = new();
    private readonly EntityLocks _locks = new();
    private readonly FakeLog<StopProcedure> _log = new();
    private readonly ExitWaiters _exits;
    private readonly StopContainer _stop;
    private readonly ContainerRecord _container;

    public StopContainerTests()
    {
        _exits = new ExitWaiters(_records.Containers);
        var procedure = new StopProcedure(
            _records.Containers, _exits, _keeper, _cgroups, _locks, _time, _log);
        _stop = new StopContainer(_records.Containers, _exits, procedure, _locks, _time);
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

        await MovedOnAsync(killed);

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

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_AgainWithMoreGrace_DoesNotLengthenTheFirst()
    {
        var first = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(10), Test);
        await _keeper.NextSignalAsync(Test);
        var second = _stop.StopAsync(_container.Id, TimeSpan.MaxValue, Test);

        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
        await Task.WhenAll(first, second);
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_Frozen_IsThawedBeforeItIsAsked()
    {
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(30), Test);
        await _keeper.NextSignalAsync(Test);

        Assert.Equal([_container.Facts.CgroupPath], _cgroups.Thawed);
        Exit();
        await stopped;
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_StoppedFirstProcess_IsContinuedToTakeTheSignal()
    {
        using var process = Process.Start("sleep", ["1000"]);
        try
        {
            await SignalAsync(process, "STOP", until: 'T');
            _records.Containers.Save(_container.With(Records.Running(process.Id)));

            var stopped = _stop.StopAsync(_container.Id, TimeSpan.FromSeconds(30), Test);

            Assert.Equal(SigTerm, (await _keeper.NextSignalAsync(Test)).Signal);
            Assert.Equal(SigCont, (await _keeper.NextSignalAsync(Test)).Signal);
            Exit();
            await stopped;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_WhatNoSignalEnds_IsToldOnceAndWaitedFor()
    {
        _cgroups.Unkillable = int.MaxValue;
        using var caller = new CancellationTokenSource();
        var gone = _stop.StopAsync(_container.Id, TimeSpan.Zero, caller.Token);
        for (var round = 0; round < 4; round++)
        {
            await MovedOnAsync(_keeper.NextSignalAsync(Test).AsTask());
            await MovedOnAsync(_cgroups.NextKillAsync(Test).AsTask());
        }

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);
        Exit();
        await stopped;

        Assert.Contains("still runs", Assert.Single(_log.All, entry => entry.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_StillStarting_IsStoppedOnceItRuns()
    {
        _records.Containers.Save(_container.With(new ContainerState.Created()));
        var starting = await _locks.Containers.EnterAsync(_container.Id, Test);
        var stopped = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);
        Assert.False(stopped.IsCompleted);

        _records.Containers.Save(_container);
        starting.Dispose();

        Assert.Equal(SigKill, (await _keeper.NextSignalAsync(Test)).Signal);
        Exit();
        await stopped;
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_AStepFails_IsTriedAgain()
    {
        _keeper.HasForgottenAll = true;
        _cgroups.Failures = 1;

        var stopped = _stop.StopAsync(_container.Id, TimeSpan.Zero, Test);
        await MovedOnAsync(stopped);

        Assert.IsType<ContainerState.Exited>(_records.Containers.Find(_container.Id)!.Facts.State);
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

    // Pauses begin on other threads after what was seen of them: time moves until they are over.
    private async Task MovedOnAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await awaited;
    }

    private static async Task SignalAsync(Process process, string signal, char until)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync(Test);
        while (ProcessStat.TryRead(process.Id)?.State != until)
        {
            await Task.Delay(5, Test);
        }
    }

    private void Exit()
    {
        var exit = new ContainerExit(_container.Id.Value, 143, SigTerm, _time.GetUtcNow());
        _records.Containers.Save(_container.With(Records.Running().Exit(exit)));
        _exits.Notify(_container.Id);
    }
}
