using System.Reflection;
using CriSharp.Linux.Sockets;
using Google.Protobuf;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Protocol;

/// <summary>The beginning of a connection: each side says which version it speaks.</summary>
internal sealed class Handshake(FrameChannel channel, KeeperServices services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Hello MyHello = new()
    {
        ProtocolVersion = KeeperProtocol.V1.Protocol.Version,
        ProgramVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
    };

    /// <summary>False if the client speaks another version, or has gone.</summary>
    /// <exception cref="InvalidDataException">It says nothing in time.</exception>
    internal async Task<bool> SucceedsAsync(CancellationToken cancellationToken)
    {
        using var frame = await ExchangeHelloAsync(cancellationToken);
        if (frame is null)
        {
            return false;
        }

        var hello = Hello.Parser.ParseFrom(frame.Payload);
        if (hello.ProtocolVersion != KeeperProtocol.V1.Protocol.Version)
        {
            services.Journal.Tell(
                $"connection refused: it speaks version {hello.ProtocolVersion}, this keeper {KeeperProtocol.V1.Protocol.Version}");
        }

        return hello.ProtocolVersion == KeeperProtocol.V1.Protocol.Version;
    }

    private async Task<Frame?> ExchangeHelloAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await channel.SendAsync(MyHello.ToByteArray(), [], either.Token);
            return await channel.ReceiveAsync(either.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new InvalidDataException($"no hello in {Patience.TotalSeconds} s", e);
        }
    }
}
