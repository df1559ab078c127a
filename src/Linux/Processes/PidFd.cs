using System.Runtime.InteropServices;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// A process, held by descriptor (pidfd_open(2)): a signal never reaches a stranger that got the same number, and the end can be awaited.
/// </summary>
public sealed class PidFd : IDisposable
{
    private const int OpenNumber = 434;
    private const int SendSignalNumber = 424;
    private const int ById = 3; // P_PIDFD
    private const int Exited = 4; // WEXITED

    private readonly SafeFileHandle _handle;

    private PidFd(int processId, SafeFileHandle handle)
    {
        ProcessId = processId;
        _handle = handle;
    }

    /// <summary>The number the process had when it was opened; its own for as long as it is not reaped.</summary>
    public int ProcessId { get; }

    /// <exception cref="LinuxException"><see cref="Errno.NoProcess"/> if there is no such process.</exception>
    public static PidFd Open(int processId) =>
        new(processId, Descriptor.Own((int)LibC.PidFdOpen(OpenNumber, processId, 0), "pidfd_open", $"{processId}"));

    /// <summary>Sends a signal; false if the process has ended.</summary>
    public bool TrySignal(int signal)
    {
        if (LibC.PidFdSendSignal(SendSignalNumber, _handle, signal, 0, 0) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == (int)Errno.NoProcess
            ? false
            : throw LinuxException.FromLastError("pidfd_send_signal", $"{ProcessId}");
    }

    /// <summary>Completes when the process has ended. It is a zombie until its parent waits for it.</summary>
    public async Task EndedAsync(EventLoop loop, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = loop.Watch(_handle, IoEvents.Readable | IoEvents.EdgeTriggered, _ => ended.TrySetResult());
        await using var registration = cancellationToken.Register(() => ended.TrySetCanceled(cancellationToken));
        await ended.Task;
    }

    /// <summary>Awaits the end of a child of this process and reaps it.</summary>
    public async Task<ProcessExit> ReapAsync(EventLoop loop, CancellationToken cancellationToken)
    {
        await EndedAsync(loop, cancellationToken);
        return Reap();
    }

    public void Dispose() => _handle.Dispose();

    private unsafe ProcessExit Reap()
    {
        WaitInfo info = default;
        while (LibC.WaitId(ById, (int)_handle.DangerousGetHandle(), &info, Exited) < 0)
        {
            if (Marshal.GetLastPInvokeError() != (int)Errno.Interrupted)
            {
                throw LinuxException.FromLastError("waitid", $"{ProcessId}");
            }
        }

        return ProcessExit.Of(info);
    }
}
