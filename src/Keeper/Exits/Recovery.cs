using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Exits;

/// <summary>
/// What a restarted keeper makes of the records of its predecessor: exits are told again, processes that still run
/// are watched again. Their stdio ended with the predecessor.
/// </summary>
internal sealed class Recovery(
    ContainerRegistry containers, RecordStore records, OomCounters oomCounters, ExitWatcher exits, LogThread logs, KeeperJournal journal)
{
    internal void Run()
    {
        foreach (var record in records.Load())
        {
            var process = record.Exit is null ? TryOpen(record) : null;
            var oomCounter = record.Exit is null ? oomCounters.Open(record.ContainerId, record.Oom) : null;
            var container = new KeptContainer(record, OpenLog(record), process, stdin: null, oomCounter);
            containers.Add(container);
            if (record.Exit is null)
            {
                journal.Tell($"container {record.ContainerId}: {(process is null ? "ended unseen" : "watched again")}");
                container.Watch = exits.WatchAdoptedAsync(container);
            }
        }
    }

    /// <summary>Null if the process has ended; its number may be another's by now.</summary>
    private static PidFd? TryOpen(ContainerRecord record)
    {
        if (record.BootId != BootId.Current)
        {
            return null;
        }

        try
        {
            // Opened first, compared afterwards: the number cannot change hands in between unnoticed.
            var process = PidFd.Open(record.Process.Pid);
            if (ProcessStat.TryRead(record.Process.Pid)?.StartTicks == record.StartTicks)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (LinuxException e) when (e.Errno is Errno.NoProcess or Errno.InvalidArgument)
        {
            return null;
        }
    }

    private ContainerLog OpenLog(ContainerRecord record)
    {
        try
        {
            return ContainerLog.Open(record.ContainerId, record.LogPath, logs, journal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            journal.Tell($"container {record.ContainerId}: {e.Message}; it has no log any more");
            return ContainerLog.Open(record.ContainerId, "", logs, journal);
        }
    }
}
