using System.Runtime.InteropServices;
using CriSharp.Linux.Events;

namespace CriSharp.Linux.Processes;

/// <summary>
/// A child started by <see cref="Spawn"/>, leader of a session of its own. Whoever starts it must await
/// <see cref="EndOrKillAsync"/>: until then its number is its own, afterwards nothing of it remains.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private const int Kill = 9; // SIGKILL

    private readonly PidFd _pidFd;

    private ChildProcess(PidFd pidFd) => _pidFd = pidFd;

    public int ProcessId => _pidFd.ProcessId;

    /// <summary>Starts a program (posix_spawn(3): the address space is not copied).</summary>
    /// <exception cref="LinuxException">The program is missing or cannot be executed.</exception>
    public static ChildProcess Spawn(SpawnRequest request)
    {
        using var held = Children.Hold();
        var processId = PosixSpawn.Start(request);
        try
        {
            // No race: the number is taken until the child is reaped, which only the owner of this object does.
            return new ChildProcess(PidFd.OpenChild(processId));
        }
        catch (LinuxException)
        {
            KillSession(processId);
            PosixSpawn.Reap(processId);
            throw;
        }
    }

    /// <summary>
    /// Awaits the end and reaps the child. Cancelled: its process group is killed and the child reaped.
    /// </summary>
    public async Task<ProcessExit> EndOrKillAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pidFd.ReapAsync(EventLoop.Shared, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            KillSession(ProcessId);
            await _pidFd.ReapAsync(EventLoop.Shared, CancellationToken.None);
            throw;
        }
    }

    public void Dispose() => _pidFd.Dispose();

    private static void KillSession(int processId)
    {
        if (LibC.Kill(-processId, Kill) < 0 && Marshal.GetLastPInvokeError() != (int)Errno.NoProcess)
        {
            throw LinuxException.FromLastError("kill", $"process group {processId}");
        }
    }
}
