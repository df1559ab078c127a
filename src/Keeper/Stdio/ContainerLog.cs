using CriSharp.Keeper.Logs;
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

    /// <summary>Opens the log file; an empty path means that nothing is logged.</summary>
    internal static ContainerLog Open(string containerId, string path, LogThread thread, KeeperJournal journal) =>
        new(containerId, path.Length == 0 ? null : LogFile.Open(path, journal), thread, journal);

    /// <summary>
    /// Takes over the reading ends, and reads them from now on. With a terminal everything is stdout, and there is no
    /// second stream.
    /// </summary>
    internal Task StartAsync(SafeFileHandle stdout, SafeFileHandle? stderr) => _thread.Loop.RunAsync(() =>
    {
        _streams.Add(new OutputStream(stdout, StdoutName, this, _thread));
        if (stderr is not null)
        {
            _streams.Add(new OutputStream(stderr, StderrName, this, _thread));
        }

        _streams.ForEach(stream => stream.Start());
    });

    /// <summary>
    /// Completes when everything the ended container wrote is in the file. Its streams are read on if somebody else
    /// holds them open.
    /// </summary>
    internal Task CompleteAsync() => _thread.Loop.RunAsync(() => _streams.ForEach(stream => stream.Complete()));

    /// <inheritdoc cref="LogFile.Reopen"/>
    internal Task ReopenAsync() => _thread.Loop.RunAsync(() => File?.Reopen());

    /// <summary>Ends the streams, whoever holds them open, and closes the file.</summary>
    internal Task CloseAsync() => _thread.Loop.RunAsync(() =>
    {
        _streams.ForEach(stream => stream.Dispose());
        File?.Dispose();
    });
}
