using System.Collections.Concurrent;
using CriSharp.Linux.Sockets;

namespace CriSharp.Keeper.Protocol;

/// <summary>
/// Accepts connections of the superuser and serves each until it ends. Nothing that runs depends on one.
/// </summary>
internal sealed class KeeperServer(UnixListener listener, KeeperServices services)
{
    private const int MaxConnections = 64;
    private const uint Superuser = 0;

    // Sessions outlive their connections while what they started goes on.
    private readonly ConcurrentDictionary<ClientSession, Task> _sessions = new();

    /// <summary>Serves until cancelled. Sessions are not awaited: all that matters of them is on disk.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Admit(await listener.AcceptAsync(cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (IOException e)
            {
                services.Journal.Tell($"accept: {e.Message}");
                await Task.Delay(TimeSpan.FromSeconds(1), services.Time, CancellationToken.None); // out of descriptors, most likely
            }
        }
    }

    private void Admit(UnixConnection connection, CancellationToken cancellationToken)
    {
        if (Refusal(connection) is { } refusal)
        {
            services.Journal.Tell($"connection refused: {refusal}");
            connection.Dispose();
            return;
        }

        var session = new ClientSession(new FrameChannel(connection, KeeperProtocol.V1.Protocol.MaxMessageBytes), services);
        _sessions[session] = Task.CompletedTask;
        _sessions.TryUpdate(session, ServeAsync(session, cancellationToken), Task.CompletedTask); // unless it has ended already
    }

    private string? Refusal(UnixConnection connection)
    {
        var user = connection.PeerUserId();
        return user != Superuser ? $"user {user} is not the superuser"
            : _sessions.Keys.Count(session => session.IsConnected) >= MaxConnections ? $"there are {MaxConnections} already"
            : null;
    }

    private async Task ServeAsync(ClientSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The edge of a connection: nobody awaits it, and the keeper goes on.
        catch (Exception e)
        {
            services.Journal.Tell($"connection failed: {e}");
        }
#pragma warning restore CA1031
        finally
        {
            _sessions.TryRemove(session, out _);
        }
    }
}
