using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Events;

/// <summary>
/// A descriptor in an <see cref="EventLoop"/>. Holds the descriptor open, so that its number cannot come to mean
/// another file.
/// </summary>
public sealed class EventWatch : IDisposable
{
    private readonly EventLoop _loop;
    private int _disposed;

    internal EventWatch(EventLoop loop, ulong token, SafeFileHandle descriptor, Action<IoEvents> onReady)
    {
        var held = false;
        descriptor.DangerousAddRef(ref held);
        _loop = loop;
        Token = token;
        Descriptor = descriptor;
        OnReady = onReady;
    }

    internal ulong Token { get; }

    internal SafeFileHandle Descriptor { get; }

    internal Action<IoEvents> OnReady { get; }

    /// <summary>Ends the watch; may be called from its callback.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _loop.Remove(this);
            Descriptor.DangerousRelease();
        }
    }

    /// <summary>Gives the descriptor back where the watch never came to be.</summary>
    internal void Release()
    {
        _disposed = 1;
        Descriptor.DangerousRelease();
    }
}
