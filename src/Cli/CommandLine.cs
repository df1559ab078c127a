using System.CommandLine;
using System.CommandLine.Invocation;
using CriSharp.Cli.Connection;
using Grpc.Core;

namespace CriSharp.Cli;

/// <summary>Runs one command line; the one place where a failure becomes a message and an exit code.</summary>
internal static class CommandLine
{
    // The errno of a pipe without a reader, which .NET keeps in HResult.
    private const int BrokenPipe = 32;

    /// <summary>Runs the verb that <paramref name="args"/> name and answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, Shell shell)
    {
        var exitCode = await InvokeAsync(args, shell);
        try
        {
            await shell.OutputText.FlushAsync();
            return exitCode;
        }
        catch (IOException exception) when (IsClosedOutput(exception))
        {
            return ExitCodes.OutputClosed;
        }
    }

    private static async Task<int> InvokeAsync(string[] args, Shell shell)
    {
        var tree = new CommandTree(shell);
        if (KnownNames.AreWanted(args))
        {
            await tree.Names.LoadAsync(tree.Root.Parse([]).GetValue(tree.Socket)!, shell.Time);
        }

        var parsed = tree.Root.Parse(PassThrough.Protect(args, tree.Root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return Report(shell, UsageErrors.Describe(parsed));
        }

        try
        {
            return await parsed.InvokeAsync(Configuration(shell));
        }
        catch (IOException exception) when (IsClosedOutput(exception))
        {
            return ExitCodes.OutputClosed;
        }
        catch (Exception exception) when (Translate(exception, shell, parsed.GetValue(tree.Socket)!) is { } failure)
        {
            return Report(shell, failure);
        }
    }

    private static InvocationConfiguration Configuration(Shell shell) => new()
    {
        Output = shell.OutputText,
        Error = shell.ErrorText,
        EnableDefaultExceptionHandler = false,
        // Signals are Interrupts' business.
        ProcessTerminationTimeout = null,
    };

    /// <summary>What an expected exception means for the user; <c>null</c> for what is a defect, and crashes with its stack.</summary>
    private static CommandException? Translate(Exception exception, Shell shell, string socket) => exception switch
    {
        CommandException failure => failure,
        _ when shell.Interrupts.Token.IsCancellationRequested => new CommandException("interrupted", ExitCodes.Interrupted, exception),
        RpcException call => new CommandException(RpcErrors.Describe(call, socket), ExitCodes.Failure, call),
        IOException or UnauthorizedAccessException => new CommandException(exception.Message, ExitCodes.Failure, exception),
        _ => null,
    };

    private static int Report(Shell shell, CommandException failure)
    {
        shell.Report(failure.Message);
        return failure.ExitCode;
    }

    // The reader of our output has gone, as in `crisharp ps | head -1`: it has what it wanted.
    private static bool IsClosedOutput(IOException exception) => exception.HResult == BrokenPipe;
}
