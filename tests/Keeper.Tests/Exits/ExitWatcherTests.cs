using CriSharp.Keeper;
using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Stdio;
using KeeperProtocol.V1;
using Xunit;

namespace CriSharp.Tests.Keeper.Exits;

public sealed class ExitWatcherTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-exit-").FullName;
    private readonly ContainerRegistry _containers = new();
    private readonly List<ContainerExit> _told = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Watch_JournalOnAFullDisk_ExitIsToldAllTheSame()
    {
        await using var full = new FullDisk();
        var journal = new KeeperJournal(full, TimeProvider.System);
        var logs = new LogThread(TimeProvider.System);

        await WatchAsync(logs, journal, TimeProvider.System);

        Assert.Equal(255, Assert.Single(_told).ExitCode);
        Assert.False(_containers.Get("test", "c").IsRunning);
        Assert.True(full.HasThrown);
    }

    [Fact]
    public async Task Watch_LogThreadHangs_ExitIsToldAndTheLogIsSaidToBeLate()
    {
        await using var told = new StringWriter();
        var journal = new KeeperJournal(told, TimeProvider.System);
        var logs = new LogThread(new HastyTime());
        using var disk = new ManualResetEventSlim();
        var hanging = logs.Loop.RunAsync(() => disk.Wait(TestContext.Current.CancellationToken));

        await WatchAsync(logs, journal, TimeProvider.System);
        disk.Set();
        await hanging;

        Assert.Equal(255, Assert.Single(_told).ExitCode);
        Assert.Contains("its log is late", told.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Of a container that has ended already.</summary>
    private async Task WatchAsync(LogThread logs, KeeperJournal journal, TimeProvider time)
    {
        var feed = new ExitFeed(_containers);
        using var subscription = feed.Subscribe(_told.Add);
        var log = ContainerLog.Open("c", "", logs, journal);
        var container = new KeptContainer(new ContainerRecord { ContainerId = "c" }, log, process: null, stdin: null, oomCounter: null);
        _containers.Add(container);
        await new ExitWatcher(new RecordStore(_directory, journal), feed, journal, time).WatchAdoptedAsync(container);
    }

    private sealed class FullDisk : StringWriter
    {
        internal bool HasThrown { get; private set; }

        public override void WriteLine(string? value)
        {
            HasThrown = true;
            throw new IOException("no space left on device");
        }
    }
}
