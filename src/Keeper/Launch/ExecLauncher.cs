using CriSharp.Keeper.Exits;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Launch;

/// <summary>Starts further processes in containers, on descriptors of the caller's.</summary>
internal sealed class ExecLauncher(ContainerRegistry containers, TimeProvider time)
{
    /// <summary>
    /// Runs the detached <c>exec</c>; the result is the process it made, a child of the keeper once <c>exec</c> has
    /// ended.
    /// </summary>
    /// <exception cref="RefusedException">It failed; its own words are on the caller's stderr.</exception>
    internal async Task<(PidFd PidFd, Process Process)> StartAsync(
        Exec request, ExecStdio stdio, CancellationToken cancellationToken)
    {
        RuntimeProgram.Check("exec", request.Command);
        if (!containers.Get("exec", request.ContainerId).IsRunning)
        {
            throw new RefusedException(Failure.Types.Kind.FailedPrecondition, $"exec {request.ContainerId}: the container has exited");
        }

        using var held = Children.Hold();
        var exit = await RuntimeProgram.RunAsync(
            request.Command, stdio.Stdin, stdio.Stdout, stdio.Stderr, stdio.Dispose, cancellationToken);
        if (exit.Code != 0)
        {
            throw new RefusedException(
                Failure.Types.Kind.Internal, $"exec {request.ExecId}: {request.Command[0]} exited with {exit.Code}");
        }

        var process = PidFd.OpenChild(await PidFile.ReadAsync(request.PidFile, cancellationToken));
        return (process, new() { Pid = process.ProcessId, StartedAt = UnixTime.Nanoseconds(time.GetUtcNow()) });
    }
}
