using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.Channels;
using CriSharp.Failures;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using Google.Protobuf;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Keeping;

/// <summary>One connection to the keeper: many calls under way, and events. Once it is broken it stays so.</summary>
internal sealed partial class KeeperConnection : IAsyncDisposable
{
    /// <summary>For calls that start nothing.</summary>
    internal static readonly TimeSpan QuickDeadline = TimeSpan.FromSeconds(10);

    private static readonly Hello MyHello = new()
    {
        ProtocolVersion = Protocol.Version,
        ProgramVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
    };

    private readonly string _socketPath;
    private readonly FrameChannel _channel;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Reply>> _calls = new();
    private readonly Channel<KeeperProtocol.V1.ContainerExit> _exits = Channel.CreateUnbounded<KeeperProtocol.V1.ContainerExit>();
    private readonly Task _receiving;
    private ulong _lastId;
    private volatile FailureException? _broken;

    private KeeperConnection(string socketPath, FrameChannel channel, TimeProvider time)
    {
        _socketPath = socketPath;
        _channel = channel;
        _time = time;
        _receiving = ReceiveAsync();
    }

    internal bool IsBroken => _broken is not null;

    /// <summary>The exits told on this connection, once it has subscribed; ends when it breaks.</summary>
    internal ChannelReader<KeeperProtocol.V1.ContainerExit> Exits => _exits.Reader;

    /// <exception cref="FailureException"><see cref="FailureKind.Unavailable"/>: nobody answers, or in another version.</exception>
    internal static async Task<KeeperConnection> OpenAsync(string socketPath, TimeProvider time, CancellationToken cancellationToken)
    {
        FrameChannel? channel = null;
        using var patience = new CancellationTokenSource(QuickDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            channel = new FrameChannel(UnixConnection.Connect(socketPath, EventLoop.Shared), Protocol.MaxMessageBytes);
            await channel.SendAsync(MyHello.ToByteArray(), [], either.Token);
            using var frame = await channel.ReceiveAsync(either.Token) ?? throw new InvalidDataException("it hung up");
            CheckVersion(Hello.Parser.ParseFrom(frame.Payload));
            return new KeeperConnection(socketPath, channel, time);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            channel?.Dispose();
            throw new FailureException(FailureKind.Unavailable, $"keeper {socketPath}: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            channel?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new FailureException(
                FailureKind.Unavailable, $"keeper {socketPath}: no hello in {QuickDeadline.TotalSeconds} s", e);
        }
    }

    /// <summary>Sends a request and awaits its reply; if cancelled, only the wait ends.</summary>
    /// <exception cref="FailureException">What the keeper answered, or <see cref="FailureKind.Unavailable"/>, or <see cref="FailureKind.DeadlineExceeded"/>.</exception>
    internal async Task<Reply> CallAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(request, descriptors, cancellationToken);
        try
        {
            return Checked(await reply.WaitAsync(deadline, _time, cancellationToken));
        }
        catch (TimeoutException e)
        {
            throw new FailureException(FailureKind.DeadlineExceeded, $"keeper {_socketPath}: no answer in {deadline.TotalSeconds} s", e);
        }
        finally
        {
            _calls.TryRemove(request.Id, out _);
        }
    }

    /// <summary>
    /// As <see cref="CallAsync"/>, but if cancelled or late the keeper undoes it, and that is awaited. If it was too late to undo, the reply is returned after all.
    /// </summary>
    internal async Task<Reply> CallUndoablyAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(request, descriptors, cancellationToken);
        try
        {
            await reply.WaitAsync(deadline, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await PostAsync(new Request { Id = NextId(), Cancel = new Cancel { RequestId = request.Id } }, []);
        }

        var answer = await reply;
        if (answer.Failure?.Kind == Failure.Types.Kind.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new FailureException(FailureKind.DeadlineExceeded, $"keeper {_socketPath}: not done in {deadline.TotalSeconds} s");
        }

        return Checked(answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _receiving;
        _channel.Dispose();
        _closed.Dispose();
    }

    private static Reply Checked(Reply reply) => reply.Failure is { } failure ? throw KeeperMessages.Failure(failure) : reply;

    private static void CheckVersion(Hello hello)
    {
        if (hello.ProtocolVersion != Protocol.Version)
        {
            throw new InvalidDataException(
                $"it speaks protocol version {hello.ProtocolVersion} ({hello.ProgramVersion}), this daemon {Protocol.Version} ({MyHello.ProgramVersion})");
        }
    }

    private ulong NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Sends a request; the result is its reply, or fails when the connection breaks.</summary>
    private async Task<Task<Reply>> SendAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        request.Id = NextId();
        _calls[request.Id] = reply;
        await PostAsync(request, descriptors);
        if (_broken is { } broken)
        {
            reply.TrySetException(broken); // it may have broken before the call was in the table
        }

        return reply.Task;
    }

    /// <summary>Not to be cancelled: half a message would break the connection for all.</summary>
    private async Task PostAsync(Request request, IReadOnlyList<SafeFileHandle> descriptors)
    {
        try
        {
            await _channel.SendAsync(request.ToByteArray(), descriptors, _closed.Token);
        }
        catch (ArgumentException e)
        {
            _calls.TryRemove(request.Id, out _);
            throw new FailureException(FailureKind.InvalidArgument, $"keeper {_socketPath}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _calls.TryRemove(request.Id, out _);
            throw Unavailable(e.Message, e);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _channel.ReceiveAsync(_closed.Token) is { } frame)
            {
                using (frame)
                {
                    Dispatch(Reply.Parser.ParseFrom(frame.Payload));
                }
            }

            Break(Unavailable("the connection ended", null));
        }
        catch (OperationCanceledException)
        {
            Break(Unavailable("the client is closed", null));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Break(Unavailable(e.Message, e));
        }
    }

    private void Dispatch(Reply reply)
    {
        switch (reply.ResultCase)
        {
            case Reply.ResultOneofCase.ContainerExit:
                _exits.Writer.TryWrite(reply.ContainerExit);
                break;
            case Reply.ResultOneofCase.ExecExit:
                EndExec(reply.ExecExit);
                break;
            default:
                if (_calls.TryRemove(reply.Id, out var call))
                {
                    call.TrySetResult(reply);
                }

                break;
        }
    }

    private void Break(FailureException cause)
    {
        _broken = cause;
        foreach (var call in _calls.Values)
        {
            call.TrySetException(cause);
        }

        BreakExecs(cause);
        _exits.Writer.TryComplete();
    }

    private FailureException Unavailable(string cause, Exception? inner) =>
        new(FailureKind.Unavailable, $"keeper {_socketPath}: {cause}", inner);
}
