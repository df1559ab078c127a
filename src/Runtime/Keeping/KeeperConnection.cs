using System.Reflection;
using System.Threading.Channels;
using CriSharp.Failures;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using Google.Protobuf;
using KeeperProtocol.V1;

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
    private readonly Channel<KeeperProtocol.V1.ContainerExit> _exits = Channel.CreateUnbounded<KeeperProtocol.V1.ContainerExit>();
    private readonly Task _receiving;
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

    /// <exception cref="FailureException">
    /// <see cref="FailureKind.Unavailable"/>: nobody answers, or in another version.
    /// </exception>
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

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _receiving;
        _channel.Dispose();
        _closed.Dispose();
    }

    private static void CheckVersion(Hello hello)
    {
        if (hello.ProtocolVersion != Protocol.Version)
        {
            throw new InvalidDataException(
                $"it speaks protocol version {hello.ProtocolVersion} ({hello.ProgramVersion}), this daemon {Protocol.Version} ({MyHello.ProgramVersion})");
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
                EndCall(reply);
                break;
        }
    }

    private void Break(FailureException cause)
    {
        _broken = cause;
        BreakCalls(cause);
        BreakExecs(cause);
        _exits.Writer.TryComplete();
    }

    private FailureException Unavailable(string cause, Exception? inner) =>
        new(FailureKind.Unavailable, $"keeper {_socketPath}: {cause}", inner);
}
