using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CriSharp.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Events;

/// <summary>
/// One thread on one epoll instance, for descriptors that are no sockets to .NET: pipes, terminals, pidfds. A
/// FileStream on those would block a pool thread per read. The thread starts with the first watch. Callbacks run on
/// the loop's thread, one at a time: they must be short. One that throws loses its watch and is reported; the loop and
/// all other watches go on.
/// </summary>
public sealed unsafe class EventLoop
{
    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int Add = 1; // EPOLL_CTL_ADD
    private const int Delete = 2; // EPOLL_CTL_DEL
    private const int EventsPerWait = 128;
    private const ulong DoorbellToken = 0;

    private static readonly Lazy<EventLoop> SharedLoop = new(() => new EventLoop("events"));

    private readonly string _name;
    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _doorbell;
    private readonly ConcurrentDictionary<ulong, EventWatch> _watches = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private ulong _lastToken;

    /// <summary>A loop of its own, for work that must not delay others. It lives as long as the process.</summary>
    public EventLoop(string name)
    {
        _name = name;
        _epoll = Descriptor.Own(LibC.EpollCreate(CloseOnExec), "epoll_create1", name);
        _doorbell = Descriptor.Own(LibC.EventFd(0, CloseOnExec | NonBlocking), "eventfd", name);
        Control(Add, _doorbell, IoEvents.Readable, DoorbellToken);
        new Thread(Run, maxStackSize: 256 * 1024) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>The loop that everything without special needs shares.</summary>
    public static EventLoop Shared => SharedLoop.Value;

    /// <summary>Is told on the loop's thread what a callback threw, in one line; by default on standard error.</summary>
    public Action<string> Report { get; set; } = Console.Error.WriteLine;

    /// <summary>
    /// Calls <paramref name="onReady"/> whenever one of <paramref name="events"/> holds, until the watch is disposed.
    /// The descriptor stays open at least as long. A descriptor can be watched once at a time.
    /// </summary>
    /// <exception cref="LinuxException">
    /// The descriptor cannot be polled (a regular file), or is watched already.
    /// </exception>
    public EventWatch Watch(SafeFileHandle descriptor, IoEvents events, Action<IoEvents> onReady)
    {
        var watch = new EventWatch(this, Interlocked.Increment(ref _lastToken), descriptor, onReady);
        _watches[watch.Token] = watch;
        try
        {
            Control(Add, descriptor, events, watch.Token);
            return watch;
        }
        catch
        {
            _watches.TryRemove(watch.Token, out _);
            watch.Release();
            throw;
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> on the loop's thread, between two callbacks, and completes off it.
    /// </summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posted.Enqueue(() => Complete(done, work));
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        Descriptor.TryWrite(_doorbell, one);
        return done.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// Stops a watch; after the return of a call on the loop's own thread no callback follows, on another thread one
    /// may just run.
    /// </summary>
    internal void Remove(EventWatch watch)
    {
        if (_watches.TryRemove(watch.Token, out _))
        {
            Control(Delete, watch.Descriptor, IoEvents.None, 0);
        }
    }

    private void Control(int operation, SafeFileHandle descriptor, IoEvents events, ulong token)
    {
        var epollEvent = stackalloc byte[16];
        EpollEvent.Write(epollEvent, events, token);
        if (LibC.EpollControl(_epoll, operation, (int)descriptor.DangerousGetHandle(), epollEvent) < 0)
        {
            throw LinuxException.FromLastError("epoll_ctl", _name);
        }
    }

    private void Run()
    {
        var events = (byte*)NativeMemory.Alloc((nuint)(EventsPerWait * EpollEvent.SizeBytes));
        while (true)
        {
            var count = LibC.EpollWait(_epoll, events, EventsPerWait, Timeout.Infinite);
            for (var i = 0; i < count; i++)
            {
                var at = events + (i * EpollEvent.SizeBytes);
                Dispatch(EpollEvent.Data(at), EpollEvent.Events(at));
            }
        }
    }

    private void Dispatch(ulong token, IoEvents events)
    {
        if (token == DoorbellToken)
        {
            RunPosted();
        }
        else if (_watches.TryGetValue(token, out var watch)) // a watch disposed since epoll_wait returned is not there any more
        {
            Call(watch, events);
        }
    }

    private void Call(EventWatch watch, IoEvents events)
    {
        try
        {
            watch.OnReady(events);
        }
#pragma warning disable CA1031 // Nobody else is there to handle it; left on this thread it would end the process.
        catch (Exception e)
        {
            Tell(watch, e);
        }
#pragma warning restore CA1031
    }

    private void Tell(EventWatch watch, Exception cause)
    {
        try
        {
            watch.Dispose();
            Report($"event loop {_name}: a watch is given up: {cause}");
        }
#pragma warning disable CA1031 // As above: a report that fails (a full disk) must not end the process either.
        catch (Exception)
        {
            // There is no other place to tell it.
        }
#pragma warning restore CA1031
    }

    private void RunPosted()
    {
        Span<byte> counter = stackalloc byte[8];
        Descriptor.TryRead(_doorbell, counter);
        while (_posted.TryDequeue(out var work))
        {
            work();
        }
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // Every exception belongs to the awaiting caller; one left on this thread would end the process.
        catch (Exception e)
        {
            done.SetException(e);
        }
#pragma warning restore CA1031
    }
}
