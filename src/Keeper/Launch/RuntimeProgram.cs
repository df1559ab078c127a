using CriSharp.Linux.Processes;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>Runs a verb of an OCI runtime: an argv from a request, with the program's absolute path first.</summary>
internal static class RuntimeProgram
{
    // What a runtime needs to find helpers of its own (newuidmap, criu); the container's environment is in its
    // config.json.
    private static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    /// <exception cref="RefusedException">
    /// There is no command, or its program is not given by an absolute path.
    /// </exception>
    internal static void Check(string verb, IReadOnlyList<string> command)
    {
        if (command.Count == 0 || !Path.IsPathRooted(command[0]))
        {
            throw new RefusedException(Failure.Types.Kind.InvalidArgument, $"{verb}: the command has no absolute program path");
        }
    }

    /// <summary>Runs it with stdio of the caller's to its end.</summary>
    internal static Task<ProcessExit> RunAsync(
        IReadOnlyList<string> command,
        SafeFileHandle stdin,
        SafeFileHandle stdout,
        SafeFileHandle stderr,
        Action started,
        CancellationToken cancellationToken)
    {
        var child = ChildProcess.Spawn(new SpawnRequest
        {
            Path = command[0],
            Arguments = [.. command.Skip(1)],
            Environment = Environment,
            Stdin = stdin,
            Stdout = stdout,
            Stderr = stderr,
        });
        started();
        return EndAsync(child, cancellationToken);
    }

    /// <summary>Runs it with its output captured.</summary>
    internal static Task<ProgramResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        ProgramRunner.RunAsync(
            new ProgramStart { Path = command[0], Arguments = [.. command.Skip(1)], Environment = Environment }, cancellationToken);

    private static async Task<ProcessExit> EndAsync(ChildProcess child, CancellationToken cancellationToken)
    {
        using (child)
        {
            return await child.EndOrKillAsync(cancellationToken);
        }
    }
}
