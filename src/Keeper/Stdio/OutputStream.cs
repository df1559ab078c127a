using CriSharp.Keeper.Logs;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Stdio;

/// <summary>
/// One output stream of a container on its way into the log: the reading end of a pipe, or the master of a terminal.
/// Everything but the constructor runs on the thread of the logs.
/// </summary>
internal sealed class OutputStream(SafeFileHandle source, byte[] name, ContainerLog log, LogThread thread) : IDisposable
{
    private readonly LineSplitter _lines = new();
    private EventWatch? _watch;
    private bool _hasEnded;

    /// <summary>Begins to read.</summary>
    internal void Start() => _watch = thread.Loop.Watch(source, IoEvents.Readable, _ => ReadOnce());

    /// <summary>
    /// The container has ended: what it has left in the pipe goes into the log now, and an unfinished line with it.
    /// No more than a pipe holds is read, since a process that outlives the container may still write.
    /// </summary>
    internal void Complete()
    {
        for (var read = 0; read < LogThread.ReadBytes && !_hasEnded;)
        {
            if (ReadOnce() is not { } count)
            {
                break;
            }

            read += count;
        }

        EndLine();
    }

    public void Dispose()
    {
        _hasEnded = true;
        _watch?.Dispose();
        source.Dispose();
    }

    /// <summary>Reads once, so that every stream gets its turn. Null if there is nothing now.</summary>
    private int? ReadOnce()
    {
        var buffer = thread.ReadBuffer;
        var count = TryRead(buffer);
        if (count == 0)
        {
            EndLine();
            Dispose();
        }
        else if (count is { } bytes && log.File is { } file)
        {
            thread.Batch.Begin(file, name, thread.Time.GetUtcNow());
            _lines.Split(buffer.AsSpan(0, bytes), thread.Batch);
            thread.Batch.Flush();
        }

        return count;
    }

    private int? TryRead(Span<byte> buffer)
    {
        try
        {
            return Descriptor.TryRead(source, buffer);
        }
        catch (LinuxException e)
        {
            log.Journal.Tell($"log {log.ContainerId}: {e.Message}; the stream is given up");
            return 0;
        }
    }

    private void EndLine()
    {
        if (log.File is { } file)
        {
            thread.Batch.Begin(file, name, thread.Time.GetUtcNow());
            _lines.End(thread.Batch);
            thread.Batch.Flush();
        }
    }
}
