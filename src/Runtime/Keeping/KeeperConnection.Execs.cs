using System.Collections.Concurrent;
using CriSharp.Failures;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Keeping;

/// <summary>Execs started on this connection; their ends are told on it, and on no other.</summary>
internal sealed partial class KeeperConnection
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<int>> _execs = new();

    /// <inheritdoc cref="IKeeper.ExecAsync"/>
    internal async Task<KeptExec> ExecAsync(ExecRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var exitCode = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_execs.TryAdd(request.ExecId, exitCode))
        {
            throw new FailureException(FailureKind.AlreadyExists, $"exec {request.ExecId}: it runs already");
        }

        try
        {
            SafeFileHandle?[] descriptors = [request.Stdin, request.Stdout, request.Stderr];
            var call = new Request { Exec = KeeperMessages.Exec(request) };
            var reply = await CallUndoablyAsync(call, [.. descriptors.OfType<SafeFileHandle>()], deadline, cancellationToken);
            return new KeptExec
            {
                Pid = reply.Process.Pid,
                ExitCode = exitCode.Task,
                SignalAsync = (signal, token) => SignalExecAsync(request, signal, token),
            };
        }
        catch
        {
            _execs.TryRemove(request.ExecId, out _);
            throw;
        }
    }

    private Task<Reply> SignalExecAsync(ExecRequest request, int signal, CancellationToken cancellationToken)
    {
        var call = new Request
        {
            Signal = new Signal { ContainerId = request.ContainerId, ExecId = request.ExecId, Signal_ = signal },
        };
        return CallAsync(call, [], QuickDeadline, cancellationToken);
    }

    private void EndExec(ExecExit exit)
    {
        if (_execs.TryRemove(exit.ExecId, out var exitCode))
        {
            exitCode.TrySetResult(exit.ExitCode);
        }
    }

    private void BreakExecs(FailureException cause)
    {
        foreach (var exitCode in _execs.Values)
        {
            exitCode.TrySetException(cause);
            _ = exitCode.Task.Exception; // seen: who does not ask for the exit code is not to be told as unobserved
        }
    }
}
