namespace CriSharp.Cli.Verbs;

/// <summary>
/// Tells from the message of an OCI runtime why a command could not be started, in the exit codes that shells and container tools use for
/// it. The CRI has no other way to say it.
/// </summary>
internal static class StartFailure
{
    // crun, runc and youki in this order of likelihood; all give the errno's text somewhere.
    private static readonly string[] NotFound = ["executable file not found", "not found in $PATH", "no such file or directory"];
    private static readonly string[] NotExecutable = ["permission denied", "exec format error", "is a directory", "wrong architecture"];

    /// <summary>127 for a command that is not there, 126 for one that cannot be executed, <c>null</c> for any other failure.</summary>
    public static int? ExitCodeOf(string message)
    {
        if (NotExecutable.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            return ExitCodes.CannotExecute;
        }

        return NotFound.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase)) ? ExitCodes.CommandNotFound : null;
    }
}
