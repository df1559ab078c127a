using Microsoft.Win32.SafeHandles;

namespace CriSharp.Cli.Logs;

/// <summary>
/// A container log file opened for reading while its writer appends to it. It gives whole lines only: what has no end of line yet
/// stays until the writer has finished it.
/// </summary>
internal sealed class LogFile : IDisposable
{
    // The longest record is 16 KiB of content and its header; a longer "line" is not a container log.
    private const int LongestLine = 1024 * 1024;

    private readonly SafeFileHandle _handle;
    private readonly string? _name;
    private byte[] _buffer = new byte[64 * 1024];
    private int _held;
    private long _offset;

    private LogFile(SafeFileHandle handle)
    {
        _handle = handle;
        _name = CurrentName();
    }

    /// <summary>Opens a log file, or answers <c>null</c> if there is none (yet).</summary>
    public static LogFile? TryOpen(string path)
    {
        try
        {
            // ReadWrite|Delete takes no lock that could be in the way of the writer.
            return new LogFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether another file has taken this one's place. The kernel knows under which name an open file goes now, so a file that was
    /// renamed or deleted by a log rotation tells so itself, however the new file came to its name.
    /// </summary>
    public bool IsReplaced => _name is not null && CurrentName() != _name && File.Exists(_name);

    /// <summary>Starts with the last <paramref name="lines"/> lines.</summary>
    public void SkipToTail(long lines) => _offset = LogTail.Find(_handle, lines);

    /// <summary>Prints every whole line from here to the present end of the file.</summary>
    public async Task CopyAsync(LogPrinter printer, CancellationToken cancellationToken)
    {
        RestartIfTruncated();
        while (await RandomAccess.ReadAsync(_handle, _buffer.AsMemory(_held), _offset, cancellationToken) is > 0 and var read)
        {
            _offset += read;
            _held += read;
            PrintLines(printer);
            GrowIfFull();
        }

        printer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void PrintLines(LogPrinter printer)
    {
        var rest = _buffer.AsSpan(0, _held);
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            printer.Print(rest[..end]);
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(_buffer);
        _held = rest.Length;
    }

    private void GrowIfFull()
    {
        if (_held < _buffer.Length)
        {
            return;
        }

        if (_held >= LongestLine)
        {
            throw new CommandException($"log {_name}: a line is longer than {LongestLine} bytes; this is no container log");
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    // A rotation by copytruncate: the file is the same and starts anew.
    private void RestartIfTruncated()
    {
        if (RandomAccess.GetLength(_handle) < _offset)
        {
            _offset = 0;
            _held = 0;
        }
    }

    private string? CurrentName() => new FileInfo($"/proc/self/fd/{_handle.DangerousGetHandle()}").LinkTarget;
}
