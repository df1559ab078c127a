namespace CriSharp.Cli;

/// <summary>A verb that could not do its work: the message goes to standard error, the exit code to the shell.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCodes.Failure, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the shell gets; one of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What was typed cannot be meant: <c>--memory 64x: …</c>.</summary>
    public static CommandException Usage(string message) => new(message, ExitCodes.Usage);
}
