namespace CriSharp.Linux.Processes;

/// <summary>
/// The children of this process, which the kernel keeps per process, so there is one list. Whoever awaits a child's
/// end adopts it; what nobody adopted, the orphans that the kernel gave to a subreaper, is reaped by
/// <see cref="ReapOrphans"/> so that no zombie remains. A child that is not adopted yet must not be mistaken for an
/// orphan: between its start and its adoption the list is held.
/// </summary>
public static class Children
{
    private const int SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER
    private const int All = 0; // P_ALL
    private const int ByProcessId = 1; // P_PID
    private const int NoHang = 1; // WNOHANG
    private const int Exited = 4; // WEXITED
    private const int NoReap = 0x01000000; // WNOWAIT

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Adopted = [];
    private static int _holders;
    private static bool _isSubreaper;

    /// <summary>
    /// Orphans among the descendants become children of this process (prctl(2)), which reaps them from now on.
    /// </summary>
    public static void BecomeSubreaper()
    {
        if (LibC.ProcessControl(SetChildSubreaper, 1, 0, 0, 0) < 0)
        {
            throw LinuxException.FromLastError("prctl", "PR_SET_CHILD_SUBREAPER");
        }

        lock (Gate)
        {
            _isSubreaper = true;
        }
    }

    /// <summary>
    /// No orphan is reaped until the result is disposed, which also reaps those that ended meanwhile.
    /// </summary>
    public static IDisposable Hold()
    {
        lock (Gate)
        {
            _holders++;
            return new Holder();
        }
    }

    /// <summary>
    /// Reaps the orphans that have ended, in a subreaper; returns their number. To be called after SIGCHLD.
    /// </summary>
    public static int ReapOrphans()
    {
        lock (Gate)
        {
            var reaped = 0;
            while (_isSubreaper && _holders == 0 && FirstEnded() is var processId and > 0 && !Adopted.Contains(processId))
            {
                Reap(processId);
                reaped++;
            }

            return reaped;
        }
    }

    internal static void Adopt(int processId)
    {
        lock (Gate)
        {
            Adopted.Add(processId);
        }
    }

    /// <summary>
    /// Call it after the child was reaped. An orphan may have been hidden behind it, for the kernel tells only one at
    /// a time.
    /// </summary>
    internal static void Release(int processId)
    {
        lock (Gate)
        {
            Adopted.Remove(processId);
            ReapOrphans();
        }
    }

    private static unsafe int FirstEnded()
    {
        WaitInfo info = default;
        return LibC.WaitId(All, 0, &info, Exited | NoHang | NoReap) == 0 ? info.ProcessId : 0;
    }

    private static unsafe void Reap(int processId)
    {
        WaitInfo info = default;
        if (LibC.WaitId(ByProcessId, processId, &info, Exited | NoHang) < 0)
        {
            throw LinuxException.FromLastError("waitid", $"{processId}");
        }
    }

    private sealed class Holder : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            lock (Gate)
            {
                _holders -= _disposed ? 0 : 1;
                _disposed = true;
                ReapOrphans();
            }
        }
    }
}
