using System.Runtime.InteropServices;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// A process, held by descriptor (pidfd_open(2)): a signal never reaches a stranger that got the same number, and the
/// end can be awaited.
/// </summary>
public sealed class PidFd : IDisposable
{
    private const int OpenNumber = 434;
    private const int SendSignalNumber = 424;
    private const int ById = 3; // P_PIDFD
    private const int Exited = 4; // WEXITED

    private readonly SafeFileHandle _handle;
    private bool _isAdopted;

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

    /// <summary>
    /// Opens a child of this process, whose end the caller awaits with <see cref="ReapAsync"/>; disposed before, it
    /// is left to <see cref="Children.ReapOrphans"/>. To be called while <see cref="Children.Hold"/> lasts since
    /// before the child's start.
    /// </summary>
    public static PidFd OpenChild(int processId)
    {
        var pidFd = Open(processId);
        Children.Adopt(processId);
        pidFd._isAdopted = true;
        return pidFd;
    }

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
    public Task EndedAsync(EventLoop loop, CancellationToken cancellationToken) => EventAsync(loop, IoEvents.Readable, cancellationToken);

    /// <summary>Awaits the end of a child of this process and reaps it.</summary>
    public async Task<ProcessExit> ReapAsync(EventLoop loop, CancellationToken cancellationToken)
    {
        await EndedAsync(loop, cancellationToken);
        return Reap();
    }

    /// <summary>
    /// Awaits the end of a process whose parent is another; its parent must reap it soon. Null if the kernel does not
    /// tell how it ended: before 6.15, or if it was reaped before it was opened.
    /// </summary>
    /// <param name="loop">Where to wait.</param>
    /// <param name="patience">How long its parent may take to reap it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProcessExit?> ExitOfStrangerAsync(EventLoop loop, TimeSpan patience, CancellationToken cancellationToken)
    {
        await EventAsync(loop, IoEvents.Readable, cancellationToken);
        try
        {
            // EPOLLHUP: reaped; only then the exit is filed with the pidfd.
            await EventAsync(loop, IoEvents.HangUp, cancellationToken).WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // An older kernel that does not tell, or a parent that does not reap: the question below has the same
            // answer.
        }

        return PidFdInfo.Exit(_handle);
    }

    public void Dispose()
    {
        Release();
        _handle.Dispose();
    }

    private void Release()
    {
        if (_isAdopted)
        {
            _isAdopted = false; // the number may soon belong to another child
            Children.Release(ProcessId);
        }
    }

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

        Release();
        return ProcessExit.Of(info);
    }

    private async Task EventAsync(EventLoop loop, IoEvents awaited, CancellationToken cancellationToken)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = loop.Watch(_handle, awaited | IoEvents.EdgeTriggered, events =>
        {
            if ((events & awaited) != 0)
            {
                happened.TrySetResult();
            }
        });
        await using var registration = cancellationToken.Register(() => happened.TrySetCanceled(cancellationToken));
        await happened.Task;
    }
}
