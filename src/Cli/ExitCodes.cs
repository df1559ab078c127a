namespace CriSharp.Cli;

/// <summary>Exit codes that scripts can rely on; those of <c>run</c> are the ones users of container tools know.</summary>
internal static class ExitCodes
{
    /// <summary>It worked.</summary>
    public const int Success = 0;

    /// <summary>The operation failed, or the daemon is not there.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary><c>exec --timeout</c> ran out, as timeout(1) says it.</summary>
    public const int TimedOut = 124;

    /// <summary><c>run</c> could not make the container.</summary>
    public const int RunFailed = 125;

    /// <summary>The command exists in the image and cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command is not in the image.</summary>
    public const int CommandNotFound = 127;

    /// <summary>Ctrl-C before there was a container to stop: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of our output has gone: 128 + SIGPIPE.</summary>
    public const int OutputClosed = 141;
}
