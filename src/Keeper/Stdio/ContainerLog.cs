using CriSharp.Keeper.Logs;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Stdio;

/// <summary>
/// A container's output streams and the file they go to. Its state belongs to the thread of the logs.
/// </summary>
internal sealed class ContainerLog
{
    private static readonly byte[] StdoutName = "stdout"u8.ToArray();
    private static readonly byte[] StderrName = "stderr"u8.ToArray();

    private readonly LogThread _thread;
    private readonly List<OutputStream> _streams = [];

    private ContainerLog(string containerId, LogFile? file, LogThread thread, KeeperJournal journal)
    {
        ContainerId = containerId;
        File = file;
        _thread = thread;
        Journal = journal;
    }

    internal string ContainerId { get; }

    /// <summary>Null: the output is read and dropped.</summary>
    internal LogFile? File { get; }

    internal KeeperJournal Journal { get; }

    /// <summary>As <see cref="Open"/>, for as long as there is patience.</summary>
    /// <exception cref="RefusedException">The file cannot be opened, or the disk does not answer.</exception>
    internal static async Task<ContainerLog> OpenAsync(
        string containerId, string path, LogThread thread, KeeperJournal journal, CancellationToken cancellationToken)
    {
        var opening = Task.Run(() => Open(containerId, path, thread, journal), CancellationToken.None); // open(2) of a hanging disk cannot be interrupted
        try
        {
            return await opening.WaitAsync(LogThread.Patience, thread.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RefusedException(
                Failure.Types.Kind.Internal, $"open log {path}: not done in {LogThread.Patience.TotalSeconds} s, its disk does not answer");
        }
    }

    /// <summary>Opens the log file; an empty path means that nothing is logged.</summary>
    internal static ContainerLog Open(string containerId, string path, LogThread thread, KeeperJournal journal) =>
        new(containerId, path.Length == 0 ? null : LogFile.Open(path, journal), thread, journal);

    /// <summary>
    /// Takes over the reading ends, and reads them from now on, or as soon as the disk of the logs answers again. With a
    /// terminal everything is stdout, and there is no second stream.
    /// </summary>
    internal Task StartAsync(SafeFileHandle stdout, SafeFileHandle? stderr) => DoAsync("begin", () =>
    {
        _streams.Add(new OutputStream(stdout, StdoutName, this, _thread));
        if (stderr is not null)
        {
            _streams.Add(new OutputStream(stderr, StderrName, this, _thread));
        }

        _streams.ForEach(stream => stream.Start());
    });

    /// <summary>
    /// Completes when everything the ended container wrote is in the file, or when patience with its disk is over. Its
    /// streams are read on if somebody else holds them open.
    /// </summary>
    internal Task CompleteAsync() => DoAsync("complete", () => _streams.ForEach(stream => stream.Complete()));

    /// <inheritdoc cref="LogFile.Reopen"/>
    internal Task ReopenAsync() => _thread.Loop.RunAsync(() => File?.Reopen());

    /// <summary>Ends the streams, whoever holds them open, and closes the file.</summary>
    internal Task CloseAsync() => DoAsync("close", () =>
    {
        _streams.ForEach(stream => stream.Dispose());
        File?.Dispose();
    });

    /// <summary>What is late is done later, in its order, and nobody waits for it.</summary>
    private async Task DoAsync(string what, Action work)
    {
        var isLate = false;
        var done = _thread.Loop.RunAsync(() =>
        {
            try
            {
                work();
            }
            catch (Exception e) when (isLate && e is IOException or ObjectDisposedException)
            {
                Journal.Tell($"container {ContainerId}: its log could not {what}: {e.Message}");
            }
        });
        try
        {
            await done.WaitAsync(LogThread.Patience, _thread.Time);
        }
        catch (TimeoutException)
        {
            isLate = true;
            Journal.Tell($"container {ContainerId}: its log is late: it did not {what} in {LogThread.Patience.TotalSeconds} s");
        }
    }
}
