using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Protocol;

/// <summary>Answers the requests of one connection. Every failure becomes an answer.</summary>
internal sealed class RequestHandler(KeeperServices services, Func<Reply, bool> send) : IAsyncDisposable
{
    private readonly SessionExecs _execs = new(services, send);
    private readonly Inventory _inventory = new(services);
    private IDisposable? _subscription;

    /// <summary>The answer, and what is to be done once it is on its way.</summary>
    internal async Task<(Reply Reply, Action? Afterwards)> HandleAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        try
        {
            if (request.VerbCase == Request.VerbOneofCase.Exec)
            {
                var exec = await _execs.StartAsync(request.Exec, descriptors, cancellationToken);
                return (new Reply { Process = exec.Process }, () => _execs.Watch(exec));
            }

            return (await AnswerAsync(request, cancellationToken), null);
        }
        catch (RefusedException e)
        {
            return (Failed(e.Kind, e.Message), null);
        }
        catch (OperationCanceledException)
        {
            return (Failed(Failure.Types.Kind.Cancelled, "cancelled"), null);
        }
#pragma warning disable CA1031 // The edge of a call: whatever went wrong is its answer, and the keeper goes on.
        catch (Exception e)
        {
            return (Failed(Failure.Types.Kind.Internal, e.Message), null);
        }
#pragma warning restore CA1031
    }

    public ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        return _execs.DisposeAsync();
    }

    private async Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        switch (request.VerbCase)
        {
            case Request.VerbOneofCase.Launch:
                return new Reply { Process = await services.ContainerLauncher.LaunchAsync(request.Launch, cancellationToken) };
            case Request.VerbOneofCase.List:
                return new Reply { Containers = await _inventory.ListAsync() };
            case Request.VerbOneofCase.Signal:
                Signal(request.Signal);
                break;
            case Request.VerbOneofCase.ReopenLog:
                await services.Containers.Get("reopen log", request.ReopenLog.ContainerId).Log.ReopenAsync();
                break;
            case Request.VerbOneofCase.Subscribe:
                _subscription ??= services.Exits.Subscribe(exit => send(new Reply { ContainerExit = exit }));
                break;
            case Request.VerbOneofCase.Forget:
                await _inventory.ForgetAsync(request.Forget.ContainerId);
                break;
            default:
                throw new RefusedException(Failure.Types.Kind.InvalidArgument, "request: no verb that this keeper knows");
        }

        return new Reply { Done = new Done() };
    }

    private void Signal(Signal request)
    {
        if (request.ExecId.Length > 0)
        {
            _execs.Signal(request.ExecId, request.Signal_);
            return;
        }

        var container = services.Containers.Get("signal", request.ContainerId);
        if (container.IsRunning)
        {
            container.TrySignal(request.Signal_);
        }
    }

    private static Reply Failed(Failure.Types.Kind kind, string message) =>
        new() { Failure = new Failure { Kind = kind, Message = message } };
}
