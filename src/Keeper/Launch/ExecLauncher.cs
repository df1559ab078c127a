using CriSharp.Keeper.Exits;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Launch;

/// <summary>Starts further processes in containers, on descriptors of the caller's.</summary>
internal sealed class ExecLauncher(ContainerRegistry containers, KeeperJournal journal, TimeProvider time)
{
    private const int Kill = 9; // SIGKILL

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
        File.Delete(request.PidFile); // what is in it later is of this exec
        try
        {
            var exit = await RuntimeProgram.RunAsync(
                request.Command, stdio.Stdin, stdio.Stdout, stdio.Stderr, stdio.Dispose, cancellationToken);
            if (exit.Code != 0)
            {
                throw new RefusedException(
                    Failure.Types.Kind.Internal, $"exec {request.ExecId}: {request.Command[0]} exited with {exit.Code}");
            }

            // The process runs: too late to cancel.
            var process = PidFd.OpenChild(await PidFile.ReadAsync(request.PidFile, CancellationToken.None));
            return (process, new() { Pid = process.ProcessId, StartedAt = UnixTime.Nanoseconds(time.GetUtcNow()) });
        }
        catch
        {
            await KillAsync(request);
            throw;
        }
    }

    /// <summary>
    /// Ends the process if there is one: an <c>exec</c> that was killed may have made it before. Its number is still
    /// its own, for no orphan is reaped meanwhile.
    /// </summary>
    private async Task KillAsync(Exec request)
    {
        if (!File.Exists(request.PidFile))
        {
            return;
        }

        try
        {
            using var process = PidFd.Open(await PidFile.ReadAsync(request.PidFile, CancellationToken.None));
            if (ProcessStat.TryRead(process.ProcessId)?.ParentId == Environment.ProcessId)
            {
                process.TrySignal(Kill);
            }
        }
        catch (Exception e) when (e is IOException or RefusedException)
        {
            journal.Tell($"exec {request.ExecId}: kill after it failed: {e.Message}");
        }
    }
}
