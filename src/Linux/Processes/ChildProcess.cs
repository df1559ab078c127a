using System.Runtime.InteropServices;
using CriSharp.Linux.Events;

namespace CriSharp.Linux.Processes;

/// <summary>
/// A child started by <see cref="Spawn"/>, leader of a session of its own. Whoever starts it must await <see cref="ReapAsync"/>: until then
/// its number is its own, afterwards nothing of it remains.
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
        var processId = PosixSpawn.Start(request);
        try
        {
            // No race: the number is taken until the child is reaped, which only the owner of this object does.
            return new ChildProcess(PidFd.Open(processId));
        }
        catch (LinuxException)
        {
            KillSession(processId);
            PosixSpawn.Reap(processId);
            throw;
        }
    }

    /// <summary>Kills the program and what it started in its process group. Not after <see cref="ReapAsync"/> has completed.</summary>
    public void KillGroup() => KillSession(ProcessId);

    /// <summary>Awaits the end and reaps the child.</summary>
    public Task<ProcessExit> ReapAsync(EventLoop loop, CancellationToken cancellationToken) => _pidFd.ReapAsync(loop, cancellationToken);

    public void Dispose() => _pidFd.Dispose();

    private static void KillSession(int processId)
    {
        if (LibC.Kill(-processId, Kill) < 0 && Marshal.GetLastPInvokeError() != (int)Errno.NoProcess)
        {
            throw LinuxException.FromLastError("kill", $"process group {processId}");
        }
    }
}
