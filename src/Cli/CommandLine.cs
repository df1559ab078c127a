using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Verbs;
using Grpc.Core;

namespace CriSharp.Cli;

/// <summary>The whole command: its verbs, and the one place where a failure becomes a message and an exit code.</summary>
internal sealed class CommandLine
{
    private readonly Shell _shell;
    private readonly KnownNames _names = new();
    private readonly Option<string> _socket;
    private readonly RootCommand _root;

    private CommandLine(Shell shell)
    {
        _shell = shell;
        _socket = new Option<string>("--socket")
        {
            Description = "The daemon's socket",
            HelpName = "path",
            Recursive = true,
            DefaultValueFactory = _ => shell.Environment("CRISHARP_SOCKET") is { Length: > 0 } socket ? socket : Daemon.DefaultSocket,
        };
        _root = Build();
    }

    /// <summary>Runs the verb that <paramref name="args"/> name and answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, Shell shell)
    {
        var commandLine = new CommandLine(shell);
        try
        {
            return await commandLine.InvokeAsync(args);
        }
        finally
        {
            await commandLine.FlushAsync();
        }
    }

    /// <summary>Makes a verb: what it does gets a <see cref="Session"/>.</summary>
    internal void OnInvoke(Command command, Func<Session, Task<int>> action) => command.SetAction(async (parsed, _) =>
    {
        using var daemon = new Daemon(parsed.GetValue(_socket)!);
        return await action(new Session(parsed, daemon, _shell, _shell.Interrupts.Token));
    });

    /// <summary>The names that completion offers.</summary>
    internal KnownNames Names => _names;

    private async Task<int> InvokeAsync(string[] args)
    {
        if (KnownNames.AreWanted(args))
        {
            await _names.LoadAsync(_root.Parse([]).GetValue(_socket)!, _shell.Time);
        }

        var parsed = _root.Parse(PassThrough.Protect(args, _root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            return Report(CommandException.Usage($"{WordsFor(parsed)} (see '{PathOf(parsed.CommandResult)} --help')"));
        }

        return await InvokeAsync(parsed);
    }

    private async Task<int> InvokeAsync(ParseResult parsed)
    {
        var configuration = new InvocationConfiguration
        {
            Output = _shell.OutputText,
            Error = _shell.ErrorText,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (IOException exception) when (IsClosedOutput(exception))
        {
            return ExitCodes.OutputClosed;
        }
        catch (Exception exception) when (Translate(exception, parsed.GetValue(_socket)!) is { } failure)
        {
            return Report(failure);
        }
    }

    /// <summary>What an expected exception means for the user; <c>null</c> for what is a defect, and crashes with its stack.</summary>
    private CommandException? Translate(Exception exception, string socket) => exception switch
    {
        CommandException failure => failure,
        _ when _shell.Interrupts.Token.IsCancellationRequested => new CommandException("interrupted", ExitCodes.Interrupted, exception),
        RpcException call => new CommandException(RpcErrors.Describe(call, socket), ExitCodes.Failure, call),
        IOException or UnauthorizedAccessException => new CommandException(exception.Message, ExitCodes.Failure, exception),
        _ => null,
    };

    private int Report(CommandException failure)
    {
        _shell.Report(failure.Message);
        return failure.ExitCode;
    }

    private async Task FlushAsync()
    {
        try
        {
            await _shell.OutputText.FlushAsync();
        }
        catch (IOException exception) when (IsClosedOutput(exception))
        {
            // The reader has what it wanted.
        }
    }

    // EPIPE: its reader has gone, as in `crisharp ps | head -1`.
    private static bool IsClosedOutput(IOException exception) => exception.HResult == 32;

    private static string WordsFor(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return $"what is '{parsed.UnmatchedTokens[0]}'?";
        }

        var message = parsed.Errors[0].Message.TrimEnd('.');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static string PathOf(CommandResult result)
    {
        var path = result.Command is RootCommand ? "crisharp" : result.Command.Name;
        for (var parent = result.Parent; parent is CommandResult command; parent = parent.Parent)
        {
            path = $"{(command.Command is RootCommand ? "crisharp" : command.Command.Name)} {path}";
        }

        return path;
    }

    private RootCommand Build()
    {
        var root = new RootCommand("Runs and inspects pods and containers on this machine through the CriSharp daemon") { _socket };
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h"));
        root.SetAction(new HelpAction().Invoke);
        root.Add(RunVerb.Create(this));
        root.Add(PsVerb.Create(this));
        root.Add(PodsVerb.Create(this));
        root.Add(LogsVerb.Create(this));
        root.Add(ExecVerb.Create(this));
        root.Add(InspectVerb.Create(this));
        root.Add(StopVerb.Create(this));
        root.Add(RemoveVerb.Create(this));
        root.Add(ImagesVerb.Create(this, "images"));
        root.Add(PullVerb.Create(this));
        root.Add(RemoveImageVerb.Create(this, "rmi"));
        root.Add(ImageVerbs.Create(this));
        root.Add(InfoVerb.Create(this));
        root.Add(VersionVerb.Create(this));
        root.Add(CompletionVerb.Create(this));
        return root;
    }
}
