using System.CommandLine;
using CriSharp.Cli.Arguments;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Logs;

namespace CriSharp.Cli.Verbs;

/// <summary><c>logs</c>: prints what a container has written.</summary>
internal static class LogsVerb
{
    public static Command Create(CommandTree tree)
    {
        var container = CommonArguments.One("container", CommonArguments.HowToName);
        tree.Names.CompleteContainers(container);
        var follow = CommonOptions.Flag("--follow", "Go on with what comes, until the container ends", "-f");
        var tail = new Option<long?>("--tail", "-n") { Description = "Only the last lines", HelpName = "lines" };
        var timestamps = CommonOptions.Flag("--timestamps", "Put the time before each line", "-t");
        var since = CommonOptions.Value("--since", "time", "Only what is younger: 10m, 1h30m, or 2026-01-31T12:00:00Z");
        var command = new Command("logs", "Prints what a container has written") { container, follow, tail, timestamps, since };
        tree.OnInvoke(command, session =>
        {
            if (session.Get(tail) < 0)
            {
                throw CommandException.Usage($"--tail {session.Get(tail)}: less than no lines");
            }

            DateTimeOffset? start = session.Get(since) is { } text ? Moment.Parse("--since", text, session.Shell.Time) : null;
            var printer = new LogPrinter(session.Shell.Output, session.Shell.Error, session.Get(timestamps), start);
            return PrintAsync(session, session.Get(container), printer, session.Get(tail), session.Get(follow));
        });
        return command;
    }

    private static async Task<int> PrintAsync(Session session, string container, LogPrinter printer, long? tail, bool follow)
    {
        var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
        var id = inventory.Container(container).Id;
        var response = await session.Daemon.Runtime.ContainerStatusAsync(
            new Cri.ContainerStatusRequest { ContainerId = id }, cancellationToken: session.CancellationToken);
        if (response.Status.LogPath.Length == 0)
        {
            throw new CommandException($"logs {container}: the container was made without a log");
        }

        using var follower = new LogFollower(response.Status.LogPath, printer, tail);
        if (follow)
        {
            var ended = ContainerExit.EndedAsync(session, id);
            await follower.FollowAsync(ended, session.CancellationToken);

            // If nobody could tell the container's end, the log may go on.
            await ended;
        }
        else if (!await follower.PrintAsync(session.CancellationToken) && response.Status.State != Cri.ContainerState.ContainerCreated)
        {
            throw new CommandException($"logs {container}: there is no file {response.Status.LogPath}");
        }

        if (printer.Unreadable > 0)
        {
            session.Shell.Report($"logs {container}: left out {printer.Unreadable} lines that are no log records");
        }

        return ExitCodes.Success;
    }
}
