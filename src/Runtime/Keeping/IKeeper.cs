namespace CriSharp.Runtime.Keeping;

/// <summary>
/// The keeper as the daemon sees it: parent of every container, holder of its stdio, writer of its log, witness of
/// its exit. It has no policy: what to run and where to log is in the request. Every call fails with
/// <c>FailureKind.Unavailable</c> while the keeper cannot be reached.
/// </summary>
public interface IKeeper
{
    /// <summary>
    /// Runs the OCI runtime's <c>create</c> and <c>start</c> with the container's stdio, opens the log and returns
    /// once the process runs. If either verb fails, nothing is left in the keeper and the failure
    /// (<c>FailureKind.Internal</c>) has the runtime's own message.
    /// </summary>
    Task<KeptProcess> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a further process in a container, on stdio of the caller, and returns once it runs. If it cannot
    /// (<c>FailureKind.Internal</c>), the OCI runtime has said why on the request's stderr.
    /// </summary>
    Task<KeptExec> ExecAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a signal to the container's first process through its pidfd, so never to a stranger. An exited
    /// container: no effect.
    /// </summary>
    Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the log at its path anew; on return the file exists and nothing more goes to the old one
    /// (ReopenContainerLog).
    /// </summary>
    Task ReopenLogAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// What the keeper holds now: running containers, and exited ones whose exit is not acknowledged. Launches under
    /// way, perhaps of another daemon that is no more, are awaited, for at most 8 s.
    /// </summary>
    Task<IReadOnlyList<KeptContainer>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// First every exit not acknowledged yet, then each new one as it happens; ends only with the token, and
    /// reconnects by itself when the keeper was away. An exit is told after the log is complete (unless the
    /// disk of the logs hangs for 10 s) and the exit is on disk. It may be told more than once.
    /// </summary>
    IAsyncEnumerable<ContainerExit> ExitsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The exit is recorded by the daemon: the keeper may drop all it knows of the container. Unknown: no effect.
    /// A process that was just killed is awaited; one that runs is refused (<c>FailureKind.FailedPrecondition</c>).
    /// </summary>
    Task ForgetAsync(string containerId, CancellationToken cancellationToken);
}
