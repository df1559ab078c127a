using CriSharp.Failures;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Tests.PodSandbox.Fakes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class ExitRecorderTests : IAsyncLifetime
{
    private readonly TestParts _parts = new();
    private readonly FakeLog<ExitRecorder> _log = new();
    private readonly ExitRecorder _recorder;
    private readonly ContainerRecord _container;

    public ExitRecorderTests()
    {
        var sandbox = Records.Sandbox("web");
        _container = Records.Container(sandbox, "main", Records.Running());
        _parts.Records.Sandboxes.Save(sandbox);
        _parts.Records.Containers.Save(_container);
        _recorder = new ExitRecorder(
            _parts.Records.Containers, _parts.Keeper, _parts.ContainerTeardown, _parts.Init, new ExitWaiters(_parts.Records.Containers), _parts.Locks, _parts.Time, _log);
    }

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    private ContainerState State => _parts.Records.Containers.Find(_container.Id)!.Facts.State;

    public async ValueTask InitializeAsync() => await _recorder.StartAsync(Test);

    public async ValueTask DisposeAsync()
    {
        await _recorder.StopAsync(CancellationToken.None);
        _recorder.Dispose();
        _parts.Dispose();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, 0, "Completed")]
    [InlineData(137, 0, "Error")]
    [InlineData(137, 1, "OOMKilled")]
    [InlineData(0, 1, "OOMKilled")]
    public async Task Exit_IsRecordedWithItsReasonAndForgotten(int exitCode, long oomKills, string reason)
    {
        Tell(exitCode, oomKills);

        Assert.Equal(_container.Id.Value, await _parts.Keeper.NextForgottenAsync(Test));
        var exited = Assert.IsType<ContainerState.Exited>(State);
        Assert.Equal((exitCode, reason), (exited.ExitCode, exited.Reason));
    }

    [Fact(Timeout = 60_000)]
    public async Task Exit_StoreFailsOnce_IsRecordedWhenItWorksAgain()
    {
        Execute("CREATE TRIGGER full BEFORE UPDATE ON container BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END;");

        Tell(3, oomKills: 0);
        Assert.Contains("disk is full", await _log.NextAsync(Test), StringComparison.Ordinal);
        Assert.IsType<ContainerState.Running>(State);
        Assert.Empty(_parts.Keeper.Forgotten);
        Execute("DROP TRIGGER full;");

        Assert.Equal(_container.Id.Value, await ForgottenAsync());
        Assert.Equal(3, Assert.IsType<ContainerState.Exited>(State).ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Exit_KeeperAwayOnce_IsForgottenWhenItIsBack()
    {
        _parts.Keeper.ForgetFailure = new FailureException(FailureKind.Unavailable, "keeper: it hung up");

        Tell(3, oomKills: 0);

        Assert.Equal(_container.Id.Value, await ForgottenAsync());
        Assert.Single(_log.All, entry => entry.Message.Contains("exited with code 3", StringComparison.Ordinal));
        Assert.Single(_log.All, entry => entry.Message.Contains("it hung up", StringComparison.Ordinal));
    }

    private void Tell(int exitCode, long oomKills) =>
        _parts.Keeper.Tell(new ContainerExit(_container.Id.Value, exitCode, 0, Records.Time, oomKills));

    // The pause before the next attempt begins after what was seen of this one: time moves until it is over.
    private async Task<string> ForgottenAsync()
    {
        var forgotten = _parts.Keeper.NextForgottenAsync(Test).AsTask();
        while (!forgotten.IsCompleted)
        {
            _parts.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await forgotten;
    }

    private void Execute(string statement) => _parts.Records.Database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    });
}
