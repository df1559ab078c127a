using System.Collections.Concurrent;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Protocol;

/// <summary>The requests of one connection that are being worked on, each in its own task.</summary>
internal sealed class SessionCalls(KeeperServices services, Func<Reply, bool> send) : IAsyncDisposable
{
    // Only what runs an OCI runtime is slow. More are refused rather than left unread, since the request that cancels
    // one comes behind them.
    private const int MaxLaunches = 256;

    // Longer than a client waits, and for its undoing: what hangs is given up although the client is no more.
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _free = new(MaxLaunches);
    private readonly ConcurrentDictionary<ulong, SessionCall> _calls = new();
    private readonly RequestHandler _handler = new(services, send);

    /// <summary>Begins a request, or refuses it. Takes over the descriptors.</summary>
    /// <exception cref="InvalidDataException">The id is that of another request.</exception>
    internal void Begin(Request request, IReadOnlyList<SafeFileHandle> descriptors)
    {
        if (request.VerbCase == Request.VerbOneofCase.Cancel)
        {
            _calls.GetValueOrDefault(request.Cancel.RequestId)?.Cancel();
            return;
        }

        var isLaunch = request.VerbCase is Request.VerbOneofCase.Launch or Request.VerbOneofCase.Exec;
        if (isLaunch && !_free.Wait(0))
        {
            Refuse(request, descriptors);
            return;
        }

        var call = new SessionCall(isLaunch ? LaunchLimit : Timeout.InfiniteTimeSpan, services.Time);
        if (!_calls.TryAdd(request.Id, call))
        {
            throw new InvalidDataException($"request {request.Id} is not answered yet");
        }

        call.Work = AnswerAsync(request, descriptors, call, isLaunch);
    }

    /// <summary>Work goes on although nobody waits for its answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_calls.Values.Select(call => call.Work));
        await _handler.DisposeAsync();
        _free.Dispose();
    }

    private void Refuse(Request request, IReadOnlyList<SafeFileHandle> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            descriptor.Dispose();
        }

        var failure = new Failure
        {
            Kind = Failure.Types.Kind.Internal,
            Message = $"{request.VerbCase}: too many launches at work, the limit is {MaxLaunches}".ToLowerInvariant(),
        };
        send(new Reply { Id = request.Id, Failure = failure });
    }

    private async Task AnswerAsync(Request request, IReadOnlyList<SafeFileHandle> descriptors, SessionCall call, bool isLaunch)
    {
        await Task.Yield();
        var (reply, afterwards) = await _handler.HandleAsync(request, descriptors, call.Token);
        if (call.IsOverdue)
        {
            var subject = request.Launch?.ContainerId ?? request.Exec.ContainerId;
            services.Journal.Tell($"container {subject}: {request.VerbCase} given up after {LaunchLimit.TotalMinutes} minutes");
        }

        reply.Id = request.Id;
        send(reply);
        afterwards?.Invoke();
        _calls.TryRemove(request.Id, out _);
        call.Dispose();
        if (isLaunch)
        {
            _free.Release();
        }
    }
}
