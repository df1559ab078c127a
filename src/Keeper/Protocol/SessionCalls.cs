using System.Collections.Concurrent;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Protocol;

/// <summary>The requests of one connection that are being worked on, each in its own task.</summary>
internal sealed class SessionCalls(KeeperServices services, Func<Reply, bool> send) : IAsyncDisposable
{
    // More are left unread in the socket until one is answered.
    private const int MaxCalls = 256;

    private readonly SemaphoreSlim _free = new(MaxCalls);
    private readonly ConcurrentDictionary<ulong, SessionCall> _calls = new();
    private readonly RequestHandler _handler = new(services, send);

    /// <summary>Begins a request; waits only if too many are unanswered. Takes over the descriptors.</summary>
    /// <exception cref="InvalidDataException">The id is that of another request.</exception>
    internal async Task BeginAsync(Request request, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        if (request.VerbCase == Request.VerbOneofCase.Cancel)
        {
            _calls.GetValueOrDefault(request.Cancel.RequestId)?.Cancel();
            return;
        }

        await _free.WaitAsync(cancellationToken);
        var call = new SessionCall();
        if (!_calls.TryAdd(request.Id, call))
        {
            throw new InvalidDataException($"request {request.Id} is not answered yet");
        }

        call.Work = AnswerAsync(request, descriptors, call);
    }

    /// <summary>Work goes on although nobody waits for its answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_calls.Values.Select(call => call.Work));
        await _handler.DisposeAsync();
        _free.Dispose();
    }

    private async Task AnswerAsync(Request request, IReadOnlyList<SafeFileHandle> descriptors, SessionCall call)
    {
        await Task.Yield();
        var (reply, afterwards) = await _handler.HandleAsync(request, descriptors, call.Token);
        reply.Id = request.Id;
        send(reply);
        afterwards?.Invoke();
        _calls.TryRemove(request.Id, out _);
        call.Dispose();
        _free.Release();
    }
}
