using System.Collections.Concurrent;
using CriSharp.Keeper.Launch;
using CriSharp.Linux.Events;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Protocol;

/// <summary>
/// The execs that one connection started. They do not end with it, but then nobody is told of their end.
/// </summary>
internal sealed class SessionExecs(KeeperServices services, Func<Reply, bool> send) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SessionExec> _execs = new();

    /// <summary>Starts an exec; takes over the descriptors.</summary>
    internal async Task<SessionExec> StartAsync(
        Exec request, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        using var stdio = ExecStdio.Of(request, descriptors);
        ContainerId.Check("exec", request.ExecId);
        var exec = new SessionExec(request.ExecId);
        if (!_execs.TryAdd(exec.Id, exec))
        {
            throw new RefusedException(Failure.Types.Kind.AlreadyExists, $"exec {exec.Id}: it runs already");
        }

        try
        {
            (exec.PidFd, exec.Process) = await services.ExecLauncher.StartAsync(request, stdio, cancellationToken);
            return exec;
        }
        catch
        {
            _execs.TryRemove(exec.Id, out _);
            throw;
        }
    }

    /// <summary>Tells its end. To be called after its start has been answered.</summary>
    internal void Watch(SessionExec exec) => exec.Watch = WatchAsync(exec);

    /// <exception cref="RefusedException">There is no such exec.</exception>
    internal void Signal(string execId, int signal)
    {
        if (_execs.GetValueOrDefault(execId) is not { } exec)
        {
            throw new RefusedException(Failure.Types.Kind.NotFound, $"signal exec {execId}: no such exec");
        }

        exec.TrySignal(signal);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_execs.Values.Select(exec => exec.Watch));

    private async Task WatchAsync(SessionExec exec)
    {
        var exit = await exec.PidFd!.ReapAsync(EventLoop.Shared, CancellationToken.None);
        _execs.TryRemove(exec.Id, out _);
        exec.PidFd.Dispose();
        send(new Reply { ExecExit = new ExecExit { ExecId = exec.Id, ExitCode = exit.Code } });
    }
}
