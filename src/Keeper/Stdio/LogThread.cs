using CriSharp.Keeper.Logs;
using CriSharp.Linux.Events;

namespace CriSharp.Keeper.Stdio;

/// <summary>
/// The one thread that reads all containers' output and writes all logs, with the buffers it uses for one after the
/// other. A disk that hangs delays the logs of all containers, launches, which wait until the reading begins, and exits,
/// which are told after the log is complete, though no later than <c>ExitWatcher</c> has patience.
/// </summary>
internal sealed class LogThread(TimeProvider time)
{
    /// <summary>At most so much is read from one stream before the next one's turn comes.</summary>
    internal const int ReadBytes = 256 * 1024;

    internal EventLoop Loop { get; } = new("logs");

    internal TimeProvider Time => time;

    internal byte[] ReadBuffer { get; } = GC.AllocateUninitializedArray<byte>(ReadBytes, pinned: true);

    internal LogBatch Batch { get; } = new();
}
