using System.Text;
using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>
/// Tells that something in a directory has changed, or that the directory itself came, went or was replaced, by one inotify(7) instance
/// that watches the directory and every directory above it. It says that, not what: the listener looks for itself.
/// </summary>
public sealed class DirectoryWatch : IDisposable
{
    private const int CloseOnExec = 0x80000; // IN_CLOEXEC

    // IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
    private const uint Entries = 0x100 | 0x200 | 0x40 | 0x80 | 0x400 | 0x800 | 0x0100_0000;
    private const uint Written = 0x8; // IN_CLOSE_WRITE

    private const int HeaderBytes = 16;

    private readonly byte[] _buffer = new byte[4096];
    private readonly List<string> _chain;
    private readonly AsyncDescriptor _inotify;

    // By watch: the one entry of an upper directory that leads to the watched one, or null for the watched directory, where all count.
    private Dictionary<int, string?> _watches = [];

    /// <summary>Begins to watch; the directory need not exist.</summary>
    /// <exception cref="LinuxException">The limit of inotify instances or watches is reached.</exception>
    public DirectoryWatch(string directory, EventLoop loop)
    {
        _chain = ChainOf(Path.GetFullPath(directory));
        var inotify = LibC.InotifyInit(CloseOnExec);
        if (inotify < 0)
        {
            throw LinuxException.FromLastError("inotify_init1", directory);
        }

        _inotify = new AsyncDescriptor(new SafeFileHandle(inotify, ownsHandle: true), loop);
        try
        {
            Arm();
        }
        catch
        {
            _inotify.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Completes when something has changed since the last return (at first: since the construction). Several changes at once are one.
    /// One caller at a time.
    /// </summary>
    public async Task WhenChangedAsync(CancellationToken cancellationToken)
    {
        while (!Concerns(_buffer.AsSpan(0, await _inotify.ReadAsync(_buffer, cancellationToken))))
        {
        }

        Arm();
    }

    public void Dispose() => _inotify.Dispose();

    // struct inotify_event: watch, mask, cookie, length of the name, name padded with zeros. Events without a name are about the directory.
    private bool Concerns(ReadOnlySpan<byte> events)
    {
        while (events.Length >= HeaderBytes)
        {
            var nameLength = BitConverter.ToInt32(events[12..]);
            var name = Encoding.UTF8.GetString(events.Slice(HeaderBytes, nameLength).TrimEnd((byte)0));
            var known = _watches.TryGetValue(BitConverter.ToInt32(events), out var entry);
            if (!known || entry is null || name.Length == 0 || name == entry)
            {
                return true; // not known: the queue has overflowed, or an event of a watch that is forgotten by now
            }

            events = events[(HeaderBytes + nameLength)..];
        }

        return false;
    }

    private static List<string> ChainOf(string directory)
    {
        var chain = new List<string>();
        for (var at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            chain.Insert(0, at);
        }

        return chain;
    }

    // From the root down: what appears after its parent was armed makes an event, so nothing is missed.
    private void Arm()
    {
        var armed = new Dictionary<int, string?>();
        for (var i = 0; i < _chain.Count; i++)
        {
            var path = _chain[i];
            var next = i + 1 < _chain.Count ? Path.GetFileName(_chain[i + 1]) : null;
            var watch = LibC.InotifyAddWatch(_inotify.Handle, path, next is null ? Entries | Written : Entries);
            if (watch >= 0)
            {
                armed[watch] = next;
            }
            else if (LinuxException.FromLastError("inotify_add_watch", path) is { Errno: not (Errno.NoEntry or Errno.NotDirectory) } refused)
            {
                throw refused;
            }
            else
            {
                break;
            }
        }

        Forget(_watches.Keys.Except(armed.Keys));
        _watches = armed;
    }

    // What was renamed away would still be heard. A directory that was deleted is forgotten by the kernel already (EINVAL).
    private void Forget(IEnumerable<int> watches)
    {
        foreach (var watch in watches)
        {
            _ = LibC.InotifyRemoveWatch(_inotify.Handle, watch);
        }
    }
}
