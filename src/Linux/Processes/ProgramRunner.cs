using CriSharp.Linux.Descriptors;

namespace CriSharp.Linux.Processes;

/// <summary>
/// Runs programs to their end: started by posix_spawn(3), stdio by pipes on the event loop, end by pidfd. No SIGCHLD
/// handler, no fork.
/// </summary>
public static class ProgramRunner
{
    /// <summary>
    /// Runs a program and returns once it has ended and all it wrote is read. What a grandchild writes later to
    /// inherited stdio is not awaited.
    /// </summary>
    /// <exception cref="LinuxException">The program is missing or cannot be executed.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled: the program and its process group are killed and reaped.
    /// </exception>
    public static async Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var input = start.Input.IsEmpty ? null : Pipe.Open();
        using var output = Pipe.Open();
        using var error = Pipe.Open();
        using var child = Spawn(start, input, output, error);
        using var run = new ProgramRun(child, output.Reader, error.Reader, start.OutputLimitBytes);
        return await run.ToEndAsync(input?.Writer, start.Input, cancellationToken);
    }

    private static ChildProcess Spawn(ProgramStart start, Pipe? input, Pipe output, Pipe error)
    {
        using var stdin = input?.Reader ?? Descriptor.OpenNull();
        var child = ChildProcess.Spawn(new SpawnRequest
        {
            Path = start.Path,
            Arguments = start.Arguments,
            Environment = start.Environment,
            Stdin = stdin,
            Stdout = output.Writer,
            Stderr = error.Writer,
        });
        output.Writer.Dispose();
        error.Writer.Dispose();
        return child;
    }
}
