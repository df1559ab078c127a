using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Exits;

/// <summary>
/// Awaits each container's end: then the log is completed, then the exit is on disk, then it is told.
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
        await EndAsync(container, await container.Process!.ReapAsync(EventLoop.Shared, CancellationToken.None));

    /// <summary>
    /// Watches a container that an earlier keeper started; its process is the child of another now, or has ended.
    /// </summary>
    internal async Task WatchAdoptedAsync(KeptContainer container)
    {
        var exit = container.Process is { } process
            ? await process.ExitOfStrangerAsync(EventLoop.Shared, ReapPatience, CancellationToken.None)
            : null;
        await EndAsync(container, exit ?? Unknown);
    }

    private async Task EndAsync(KeptContainer container, ProcessExit exit)
    {
        var record = container.Record.Clone();
        record.Exit = new ContainerExit
        {
            ContainerId = container.Id,
            ExitCode = exit.Code,
            Signal = exit.Signal,
            FinishedAt = UnixTime.Nanoseconds(time.GetUtcNow()),
        };
        container.CloseProcess();
        await container.Log.CompleteAsync();
        Save(record);
        container.Record = record;
        journal.Tell($"container {container.Id}: exited with {exit.Code}");
        feed.Publish(record.Exit);
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
