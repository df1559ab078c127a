using CriSharp.Keeper;
using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Launch;
using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Protocol;
using CriSharp.Keeper.Stdio;
using KeeperProtocol.V1;
using Xunit;

namespace CriSharp.Tests.Keeper.Launch;

public sealed class LaunchLimitTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-calls-").FullName;
    private readonly StringWriter _told = new();

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _told.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Launch_HangsAndNobodyCancelsIt_IsGivenUp()
    {
        var services = Services(new HastyTime(atLeast: TimeSpan.FromMinutes(3))); // longer than any client waits
        var answered = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var calls = new SessionCalls(services, answered.TrySetResult))
        {
            calls.Begin(new Request { Id = 1, Launch = Hanging() }, []);

            Assert.Equal(Failure.Types.Kind.Cancelled, (await answered.Task).Failure.Kind);
        }

        Assert.Equal(0, services.Containers.LivingCount);
        Assert.Contains("container hanging: Launch given up", _told.ToString(), StringComparison.Ordinal);
    }

    private LaunchContainer Hanging() => new()
    {
        ContainerId = "hanging",
        CreateCommand = { "/bin/sleep", "1000" },
        StartCommand = { "/bin/true" },
        DeleteCommand = { "/bin/true" },
        PidFile = Path.Combine(_directory, "pid"),
    };

    private KeeperServices Services(TimeProvider time)
    {
        var journal = new KeeperJournal(_told, time);
        var logs = new LogThread(time);
        var containers = new ContainerRegistry();
        var records = new RecordStore(_directory, journal);
        var feed = new ExitFeed(containers);
        var launcher = new ContainerLauncher(
            containers, records, new OomCounters(loop: null, journal), new ExitWatcher(records, feed, journal, time), logs, journal);
        return new KeeperServices(containers, records, feed, launcher, new ExecLauncher(containers, journal, time), journal, time);
    }
}
