using System.Runtime.InteropServices;
using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Launch;
using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Protocol;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using CriSharp.Linux.Sockets;

namespace CriSharp.Keeper;

/// <summary>
/// The life of the keeper: one per state directory and one per socket. SIGTERM ends it if no container lives;
/// otherwise it stays, for their output and exits would be lost, and only a second SIGTERM ends it all the same. So
/// whoever wants to stop everything stops the containers first.
/// </summary>
internal sealed class KeeperHost(KeeperOptions options, KeeperJournal journal, TimeProvider time) : IDisposable
{
    private readonly ContainerRegistry _containers = new();
    private readonly CancellationTokenSource _stopping = new();
    private bool _wasAskedToStop;

    /// <summary>Serves until told to end; the result is the program's exit code.</summary>
    internal async Task<int> RunAsync()
    {
        Directory.SetCurrentDirectory("/");
        Directory.CreateDirectory(options.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var singleton = LockFile.TryAcquire(Path.Combine(options.State, "lock"));
        if (singleton is null)
        {
            journal.Tell($"crisharp-keeper: another keeper holds {options.State}");
            return 1;
        }

        if (IsServed(options.Socket))
        {
            journal.Tell($"crisharp-keeper: another keeper serves {options.Socket}");
            return 1;
        }

        EventLoop.Shared.Report = journal.Tell;
        Children.BecomeSubreaper();
        var signals = HandleSignals();
        var server = Compose();
        File.Delete(options.Socket); // of a keeper that is no more
        using var listener = UnixListener.Listen(options.Socket, EventLoop.Shared);
        journal.Tell($"crisharp-keeper: serving {options.Socket}, {_containers.All.Count} containers known");
        await Console.Out.WriteLineAsync("ready"); // whoever started it reads this
        await server(listener).RunAsync(_stopping.Token);
        signals.ForEach(signal => signal.Dispose());
        journal.Tell("crisharp-keeper: ended");
        return 0;
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Wires everything together and takes over what a predecessor left.</summary>
    private Func<UnixListener, KeeperServer> Compose()
    {
        var logs = new LogThread(time);
        logs.Loop.Report = journal.Tell;
        var records = new RecordStore(options.State, journal);
        var feed = new ExitFeed(_containers);
        var exits = new ExitWatcher(records, feed, journal, time);
        var oomCounters = new OomCounters(EventLoop.Shared, journal);
        new Recovery(_containers, records, oomCounters, exits, logs, journal).Run();
        var launcher = new ContainerLauncher(_containers, records, oomCounters, exits, logs, journal);
        var services = new KeeperServices(
            _containers, records, feed, launcher, new ExecLauncher(_containers, journal, time), journal, time);
        return listener => new KeeperServer(listener, services);
    }

    private static bool IsServed(string socket)
    {
        try
        {
            UnixConnection.Connect(socket, EventLoop.Shared).Dispose();
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.NoEntry or Errno.ConnectionRefused)
        {
            return false;
        }
    }

    private List<PosixSignalRegistration> HandleSignals() =>
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle(Stop)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle(options.Foreground ? Stop : () => { })),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle(() => { })),
        PosixSignalRegistration.Create(PosixSignal.SIGCHLD, Handle(() => Children.ReapOrphans())),
    ];

    private static Action<PosixSignalContext> Handle(Action action) => context =>
    {
        context.Cancel = true;
        action();
    };

    private void Stop()
    {
        var living = _containers.LivingCount;
        if (living == 0 || _wasAskedToStop)
        {
            _stopping.Cancel();
            return;
        }

        _wasAskedToStop = true;
        journal.Tell(
            $"crisharp-keeper: told to end, but {living} containers live: staying; a second SIGTERM ends it without their logs and exits");
    }
}
