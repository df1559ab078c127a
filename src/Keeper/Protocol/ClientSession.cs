using System.Threading.Channels;
using CriSharp.Keeper.Launch;
using CriSharp.Linux.Sockets;
using Google.Protobuf;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Protocol;

/// <summary>
/// One connection: requests come in and are answered in any order. Whatever breaks the protocol ends the connection
/// and nothing else; work that was begun goes on.
/// </summary>
internal sealed class ClientSession(FrameChannel channel, KeeperServices services)
{
    // A client that does not read is dropped when so many replies wait for it; connected anew, it gets all exits again.
    private const int MaxWaitingReplies = 4096;

    private readonly Channel<Reply> _replies = Channel.CreateBounded<Reply>(
        new BoundedChannelOptions(MaxWaitingReplies) { SingleReader = true });

    private readonly TaskCompletionSource _overrun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal bool IsConnected { get; private set; } = true;

    /// <summary>Serves the connection to its end, and then the work it has begun.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var calls = new SessionCalls(services, TrySend);
        var sending = Task.WhenAll(SendAsync(ended), DropAsync(ended));
        try
        {
            await ReceiveAsync(calls, ended.Token);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            services.Journal.Tell($"connection ended: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The sender has given it up, the client does not read, or the keeper ends.
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
            _replies.Writer.TryComplete();
            channel.Dispose();
            IsConnected = false;
        }
    }

    /// <summary>Sends a reply when its turn comes; false if the client is gone or does not read.</summary>
    private bool TrySend(Reply reply)
    {
        var isQueued = _replies.Writer.TryWrite(reply);
        if (!isQueued)
        {
            _overrun.TrySetResult();
        }

        return isQueued;
    }

    /// <summary>Ends the session when its client does not read: the sender would wait for it for ever.</summary>
    private async Task DropAsync(CancellationTokenSource ended)
    {
        try
        {
            await _overrun.Task.WaitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        services.Journal.Tell($"connection ended: the client has left {MaxWaitingReplies} replies unread");
        await ended.CancelAsync();
    }

    private async Task ReceiveAsync(SessionCalls calls, CancellationToken cancellationToken)
    {
        if (!await new Handshake(channel, services).SucceedsAsync(cancellationToken))
        {
            return;
        }

        while (await channel.ReceiveAsync(cancellationToken) is { } frame)
        {
            try
            {
                calls.Begin(Parse(frame), frame.Descriptors);
            }
            catch
            {
                frame.Dispose();
                throw;
            }
        }
    }

    private static Request Parse(Frame frame)
    {
        var request = Request.Parser.ParseFrom(frame.Payload);
        var descriptors = request.VerbCase == Request.VerbOneofCase.Exec ? ExecStdio.Count(request.Exec) : 0;
        return request.Id != 0 && frame.Descriptors.Count == descriptors
            ? request
            : throw new InvalidDataException("a request without an id, or with other descriptors than it says");
    }

    private async Task SendAsync(CancellationTokenSource ended)
    {
        try
        {
            await foreach (var reply in _replies.Reader.ReadAllAsync(ended.Token))
            {
                await channel.SendAsync(reply.ToByteArray(), [], ended.Token);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            services.Journal.Tell($"connection ended: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await ended.CancelAsync();
    }
}
