using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Stdio;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Launch;

/// <summary>Starts containers: one attempt each, all or nothing.</summary>
internal sealed class ContainerLauncher(
    ContainerRegistry containers, RecordStore records, OomCounters oomCounters, ExitWatcher exits, LogThread logs, KeeperJournal journal)
{
    /// <summary>Returns once the container's program runs.</summary>
    /// <exception cref="RefusedException">It does not, for the reason given; nothing is left of it.</exception>
    internal async Task<Process> LaunchAsync(LaunchContainer request, CancellationToken cancellationToken)
    {
        Check(request);
        containers.BeginLaunch(request.ContainerId);
        try
        {
            await using var attempt = new LaunchAttempt(request, records, oomCounters, logs, journal);
            var container = await attempt.RunAsync(cancellationToken);
            containers.Add(container);
            container.Watch = exits.WatchAsync(container);
            journal.Tell($"container {container.Id}: started, process {container.Record.Process.Pid}");
            return container.Record.Process;
        }
        finally
        {
            containers.EndLaunch(request.ContainerId);
        }
    }

    private static void Check(LaunchContainer request)
    {
        ContainerId.Check("launch", request.ContainerId);
        RuntimeProgram.Check("create", request.CreateCommand);
        RuntimeProgram.Check("start", request.StartCommand);
        RuntimeProgram.Check("delete", request.DeleteCommand);
        CheckPath(request.PidFile, isOptional: false);
        CheckPath(request.ConsoleSocket, isOptional: true);
        CheckPath(request.LogPath, isOptional: true);
        if (request.Oom is { } oom)
        {
            CheckPath(oom.Own, isOptional: false);
            CheckPath(oom.Above, isOptional: true);
        }
    }

    private static void CheckPath(string path, bool isOptional)
    {
        if (!Path.IsPathRooted(path) && !(isOptional && path.Length == 0))
        {
            throw new RefusedException(Failure.Types.Kind.InvalidArgument, $"launch: path {path} is not absolute");
        }
    }
}
