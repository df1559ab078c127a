using CriSharp.Keeper.Logs;
using CriSharp.Linux.Events;

namespace CriSharp.Keeper.Stdio;

/// <summary>
/// The one thread that reads all containers' output and writes all logs, with the buffers it uses for one after the
/// other. A disk that hangs delays the logs of all containers; launches and exits wait for it no longer than
/// <see cref="Patience"/>.
/// </summary>
internal sealed class LogThread(TimeProvider time)
{
    /// <summary>At most so much is read from one stream before the next one's turn comes.</summary>
    internal const int ReadBytes = 256 * 1024;

    /// <summary>How long anything but a log waits for the disk of the logs.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal EventLoop Loop { get; } = new("logs");

    internal TimeProvider Time => time;

    internal byte[] ReadBuffer { get; } = GC.AllocateUninitializedArray<byte>(ReadBytes, pinned: true);

    internal LogBatch Batch { get; } = new();
}
