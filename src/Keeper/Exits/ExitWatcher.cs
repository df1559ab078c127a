using CriSharp.Linux;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Exits;

/// <summary>
/// Awaits each container's end: first its OOM kills are read, for its cgroup may go at any moment; then the log is
/// completed, then the exit is on disk, then it is told.
/// </summary>
internal sealed class ExitWatcher(RecordStore records, ExitFeed feed, KeeperJournal journal, TimeProvider time)
{
    private static readonly ProcessExit Unknown = new(255, 0);

    // Long enough for any init to reap; only then a kernel tells a stranger how the process ended.
    private static readonly TimeSpan ReapPatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Watches a container whose first process is a child of this one; completes when its exit has been told.
    /// </summary>
    internal async Task WatchAsync(KeptContainer container) =>
        await EndAsync(container, await ExitAsync(
            container, async process => await process.ReapAsync(EventLoop.Shared, CancellationToken.None)));

    /// <summary>
    /// Watches a container that an earlier keeper started; its process is the child of another now, or has ended.
    /// </summary>
    internal async Task WatchAdoptedAsync(KeptContainer container) =>
        await EndAsync(container, await ExitAsync(
            container, process => process.ExitOfStrangerAsync(EventLoop.Shared, ReapPatience, CancellationToken.None)));

    /// <summary>How it ended; an exit that cannot be learnt is told as unknown, for somebody waits for it.</summary>
    private async Task<ProcessExit> ExitAsync(KeptContainer container, Func<PidFd, Task<ProcessExit?>> awaitExit)
    {
        try
        {
            return container.Process is { } process && await awaitExit(process) is { } exit ? exit : Unknown;
        }
        catch (LinuxException e)
        {
            journal.Tell($"container {container.Id}: its exit cannot be learnt: {e.Message}");
            return Unknown;
        }
    }

    private async Task EndAsync(KeptContainer container, ProcessExit exit)
    {
        var oomKills = OomKills(container);
        var record = container.Record.Clone();
        record.Exit = new ContainerExit
        {
            ContainerId = container.Id,
            ExitCode = exit.Code,
            Signal = exit.Signal,
            FinishedAt = UnixTime.Nanoseconds(time.GetUtcNow()),
            OomKills = oomKills,
        };
        container.CloseProcess();
        await CompleteLogAsync(container);
        Save(record);
        container.Record = record;
        feed.Publish(record.Exit);
        journal.Tell($"container {container.Id}: exited with {exit.Code}{(oomKills > 0 ? $" after {oomKills} OOM kills" : "")}");
    }

    private long OomKills(KeptContainer container)
    {
        try
        {
            return container.OomCounter?.Read() ?? 0;
        }
        catch (LinuxException e)
        {
            journal.Tell($"container {container.Id}: its OOM kills are those known before: {e.Message}");
            return container.OomCounter!.Known;
        }
    }

    private async Task CompleteLogAsync(KeptContainer container)
    {
        try
        {
            await container.Log.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            journal.Tell($"container {container.Id}: its log is not complete: {e.Message}");
        }
    }

    private void Save(ContainerRecord record)
    {
        try
        {
            records.Save(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Better told once than not at all: the daemon records it too.
            journal.Tell($"container {record.ContainerId}: its exit is not on disk: {e.Message}");
        }
    }
}
