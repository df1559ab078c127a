using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Logs;

/// <summary>
/// The CRI log file of one container, only ever appended to, and only on the thread of the logs. A container never
/// waits for a disk that is full: what cannot be written is dropped, counted, and told once.
/// </summary>
internal sealed class LogFile : ILogOutput, IDisposable
{
    private const byte NewLine = (byte)'\n';
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    // O_RDWR to look at the last byte; O_NONBLOCK so that a FIFO put at the path is an error and does not hold up
    // everyone.
    private const OpenOptions Options = OpenOptions.ReadWrite | OpenOptions.Append | OpenOptions.Create | OpenOptions.NoFollow
        | OpenOptions.NonBlocking | OpenOptions.NoControllingTerminal;

    private readonly string _path;
    private readonly KeeperJournal _journal;
    private SafeFileHandle _file;
    private long _droppedBytes;

    private LogFile(string path, SafeFileHandle file, KeeperJournal journal)
    {
        _path = path;
        _file = file;
        _journal = journal;
    }

    /// <summary>Opens the file for appending; it and the directory it lies in are made if they are not there.</summary>
    internal static LogFile Open(string path, KeeperJournal journal)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new LogFile(path, OpenAtLineStart(path), journal);
    }

    /// <summary>
    /// Goes on in a new file at the path (the kubelet has renamed the old one). If that fails there is no new file,
    /// and the old one stays in use.
    /// </summary>
    internal void Reopen()
    {
        var old = _file;
        _file = OpenAtLineStart(_path);
        old.Dispose();
    }

    public void Write(ReadOnlySpan<byte> records)
    {
        var written = 0;
        try
        {
            while (written < records.Length)
            {
                written += Descriptor.TryWrite(_file, records[written..])
                    ?? throw new LinuxException("write", _path, Errno.TryAgain);
            }

            TellRecovery();
        }
        catch (LinuxException e)
        {
            var whole = records[..written].LastIndexOf(NewLine) + 1;
            Truncate(written - whole);
            TellDropped(records.Length - whole, e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// A record that another keeper left torn gets its newline, so that it does not swallow the next one.
    /// </summary>
    private static SafeFileHandle OpenAtLineStart(string path)
    {
        var file = OpenFile.Open(path, Options, Mode);
        try
        {
            var length = FileLength.Of(file, path);
            Span<byte> last = stackalloc byte[1];
            if (length > 0 && RandomAccess.Read(file, last, length - 1) == 1 && last[0] != NewLine)
            {
                Descriptor.TryWrite(file, "\n"u8);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes back the beginning of a record whose rest did not fit.</summary>
    private void Truncate(int tornBytes)
    {
        try
        {
            FileLength.Shorten(_file, tornBytes, _path);
        }
        catch (LinuxException e)
        {
            _journal.Tell($"log {_path}: {e.Message}; a torn record remains");
        }
    }

    private void TellDropped(int bytes, LinuxException cause)
    {
        if (_droppedBytes == 0)
        {
            _journal.Tell($"log {_path}: {cause.Message}; output is dropped until it can be written again");
        }

        _droppedBytes += bytes;
    }

    private void TellRecovery()
    {
        if (_droppedBytes > 0)
        {
            _journal.Tell($"log {_path}: written again, {_droppedBytes} bytes were dropped");
            _droppedBytes = 0;
        }
    }
}
