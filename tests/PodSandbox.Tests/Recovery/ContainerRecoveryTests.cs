using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Recovery;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Recovery;

public sealed class ContainerRecoveryTests : IDisposable
{
    private readonly TestRecords _records = new();
    private readonly FakeKeeper _keeper = new();
    private readonly FakeCgroups _cgroups = new();
    private readonly FakeTime _time = new();
    private readonly TestUpdates _updates;
    private readonly TestParts _parts = new();
    private readonly FakeLog<ContainerRecovery> _log = new();

    public ContainerRecoveryTests() => _updates = new TestUpdates(_records);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _parts.Dispose();
        _updates.Dispose();
        _records.Dispose();
    }

    [Theory]
    [InlineData(Records.BootId, true, true, "Running")] // started, kept
    [InlineData(Records.BootId, true, false, "Unknown: its keeper ended")]
    [InlineData("other", true, false, "Unknown: the node was restarted")]
    [InlineData(Records.BootId, false, true, "Running")] // launched, but the daemon ended before it could say so
    [InlineData(Records.BootId, false, false, "Created")]
    [InlineData("other", false, false, "Unknown: the node was restarted before the container was started")]
    public async Task RecoverAsync_RecordAndKeeper_DecideTheState(string bootId, bool isRunning, bool isKept, string expected)
    {
        var container = Save(bootId, isRunning ? Records.Running() : new ContainerState.Created());
        if (isKept)
        {
            _keeper.Kept.Add(new KeptContainer(container.Id.Value, new KeptProcess(42, Records.Time), Exit: null));
        }

        await RecoverAsync();

        Assert.Equal(expected, Describe(_records.Containers.Find(container.Id)!.Facts.State));
    }

    [Fact]
    public async Task RecoverAsync_Exited_StaysAsItWas()
    {
        var exited = new ContainerState.Exited(Records.Time, Records.Time, 3, "Error", "");
        var container = Save("other", exited);

        await RecoverAsync();

        Assert.Equal(exited, _records.Containers.Find(container.Id)!.Facts.State);
    }

    [Fact]
    public async Task RecoverAsync_KeptWithoutARecord_IsKilled()
    {
        _keeper.Kept.Add(new KeptContainer("stray", new KeptProcess(42, Records.Time), Exit: null));

        await RecoverAsync();

        Assert.Equal(("stray", 9), await _keeper.NextSignalAsync(Test));
        Assert.Equal("container stray runs without a record and is killed", await _log.NextAsync(Test));
    }

    [Fact]
    public async Task RecoverAsync_KeptThatHasExited_IsKilledAndToldAsWhatItIs()
    {
        var container = Save(Records.BootId, new ContainerState.Exited(Records.Time, Records.Time, 3, "Error", ""));
        _keeper.Kept.Add(new KeptContainer(container.Id.Value, new KeptProcess(42, Records.Time), Exit: null));

        await RecoverAsync();

        Assert.Equal((container.Id.Value, 9), await _keeper.NextSignalAsync(Test));
        Assert.Equal($"container {container.Id} runs although its record says that it has exited, and is killed", await _log.NextAsync(Test));
    }

    [Fact]
    public async Task RecoverAsync_InitOfAPod_IsNoStray()
    {
        var sandbox = Records.Sandbox("shared");
        _records.Sandboxes.Save(sandbox);
        _keeper.Kept.Add(new KeptContainer(sandbox.Id.Value, new KeptProcess(42, Records.Time), Exit: null));

        await RecoverAsync();

        Assert.False(_keeper.HasSignal);
    }

    [Fact(Timeout = 60_000)]
    public async Task RecoverAsync_LostAndNotToBeKilled_IsToldAndLostAllTheSame()
    {
        _cgroups.Unkillable = 1;
        var container = Save(Records.BootId, Records.Running());

        var recovered = RecoverAsync();
        await _cgroups.NextKillAsync(Test);
        _time.Advance(TimeSpan.FromSeconds(20)); // not as far as the end of the recovery's own time
        await recovered;
        Assert.Equal("Unknown: its keeper ended", Describe(_records.Containers.Find(container.Id)!.Facts.State));
    }

    [Theory]
    [InlineData(Records.BootId, true)]
    [InlineData("other", false)] // its mounts are gone with the boot
    public async Task RecoverAsync_Lost_IsReleased(string bootId, bool isReleased)
    {
        var container = Save(bootId, Records.Running());

        await RecoverAsync();

        Assert.Equal(isReleased, _parts.Mounts.Unmounted.Contains(_parts.Paths.Rootfs(container.Id)));
    }

    private async Task RecoverAsync()
    {
        using var run = new RecoveryRun(_time, NullLogger.Instance);
        await Recovery.RecoverAsync(run, Test);
    }

    private ContainerRecovery Recovery => new(
        _records.Containers,
        _records.Sandboxes,
        _keeper,
        _updates.Undo,
        _parts.ContainerTeardown,
        _cgroups,
        new EntityLocks(),
        TestNode.Ordinary.Description with { BootId = Records.BootId },
        _time,
        _log);

    private ContainerRecord Save(string bootId, ContainerState state)
    {
        var sandbox = Records.Sandbox("web", bootId: bootId);
        var container = Records.Container(sandbox, "main", state);
        _records.Sandboxes.Save(sandbox);
        _records.Containers.Save(container);
        return container;
    }

    private static string Describe(ContainerState state) => state switch
    {
        ContainerState.Exited exited => $"{exited.Reason}: {exited.Message}",
        _ => state.GetType().Name,
    };
}
