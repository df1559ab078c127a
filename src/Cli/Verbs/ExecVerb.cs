using System.CommandLine;
using CriSharp.Cli.Connection;
using Grpc.Core;

namespace CriSharp.Cli.Verbs;

/// <summary><c>exec</c>: runs a command in a running container, without input, and answers its exit code.</summary>
internal static class ExecVerb
{
    public static Command Create(CommandTree tree)
    {
        var container = CommonArguments.One("container", CommonArguments.HowToName);
        tree.Names.CompleteContainers(container);
        var words = new Argument<string[]>("command") { Description = "The command and its arguments", Arity = ArgumentArity.OneOrMore };
        var timeout = new Option<long>("--timeout") { Description = "Kill the command after so many seconds", HelpName = "seconds" };
        var interactive = CommonOptions.Flag("--interactive", "Not there yet", "-i");
        var terminal = CommonOptions.Flag("--tty", "Not there yet", "-t");
        var command = new Command("exec", "Runs a command in a running container") { timeout, interactive, terminal, container, words };
        tree.OnInvoke(command, session =>
        {
            if (session.Get(interactive) || session.Get(terminal))
            {
                throw new CommandException("exec: interactive use (-i, -t) is not there yet");
            }

            return session.Get(timeout) < 0
                ? throw CommandException.Usage($"--timeout {session.Get(timeout)}: less than no time")
                : ExecuteAsync(session, session.Get(container), session.Get(words), session.Get(timeout));
        });
        return command;
    }

    private static async Task<int> ExecuteAsync(Session session, string container, string[] words, long timeout)
    {
        var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
        var request = new Cri.ExecSyncRequest { ContainerId = inventory.Container(container).Id, Cmd = { words }, Timeout = timeout };
        try
        {
            var response = await session.Daemon.Runtime.ExecSyncAsync(request, cancellationToken: session.CancellationToken);
            response.Stdout.WriteTo(session.Shell.Output);
            response.Stderr.WriteTo(session.Shell.Error);
            return response.ExitCode;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.DeadlineExceeded)
        {
            throw new CommandException($"exec {container}: the command was killed after {timeout} seconds", ExitCodes.TimedOut, exception);
        }
        catch (RpcException exception) when (StartFailure.ExitCodeOf(exception.Status.Detail) is { } exitCode)
        {
            throw new CommandException(exception.Status.Detail, exitCode, exception);
        }
    }
}
