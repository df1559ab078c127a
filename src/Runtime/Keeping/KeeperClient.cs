using System.Runtime.CompilerServices;
using CriSharp.Failures;
using KeeperProtocol.V1;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.Keeping;

/// <summary>
/// The keeper over its socket. Connects with the first call and anew after a break; calls that were under way then
/// fail with <see cref="FailureKind.Unavailable"/>. Each <see cref="ExitsAsync"/> has a connection of its own.
/// </summary>
public sealed partial class KeeperClient(string socketPath, TimeProvider time, ILogger<KeeperClient> logger) : IKeeper, IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _connecting = new(1);
    private KeeperConnection? _connection;

    /// <inheritdoc/>
    public async Task<KeptProcess> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var call = new Request { Launch = KeeperMessages.Launch(request) };
        var connection = await ConnectionAsync(cancellationToken);
        var reply = await connection.CallUndoablyAsync(call, [], StartDeadline, cancellationToken);
        return KeeperMessages.Process(reply.Process);
    }

    /// <inheritdoc/>
    public async Task<KeptExec> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        return await connection.ExecAsync(request, StartDeadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken) =>
        CallAsync(new Request { Signal = new Signal { ContainerId = containerId, Signal_ = signal } }, cancellationToken);

    /// <inheritdoc/>
    public Task ReopenLogAsync(string containerId, CancellationToken cancellationToken) =>
        CallAsync(new Request { ReopenLog = new ReopenLog { ContainerId = containerId } }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeptContainer>> ListAsync(CancellationToken cancellationToken)
    {
        var reply = await CallAsync(new Request { List = new List() }, cancellationToken);
        return [.. reply.Containers.Containers_.Select(KeeperMessages.Container)];
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string containerId, CancellationToken cancellationToken) =>
        CallAsync(new Request { Forget = new Forget { ContainerId = containerId } }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ContainerExit> ExitsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = Shorter(pause * 2, LongestPause))
        {
            await using var connection = await TrySubscribeAsync(cancellationToken);
            if (connection is null)
            {
                await Task.Delay(pause, time, cancellationToken);
                continue;
            }

            pause = FirstPause;
            await foreach (var exit in connection.Exits.ReadAllAsync(cancellationToken))
            {
                yield return KeeperMessages.Exit(exit);
            }

            LogConnectionLost(logger, socketPath);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }

        _connecting.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<Reply> CallAsync(Request request, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        return await connection.CallAsync(request, [], KeeperConnection.QuickDeadline, cancellationToken);
    }

    private async Task<KeeperConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsBroken: true } broken)
            {
                _connection = null;
                await broken.DisposeAsync();
            }

            return _connection ??= await KeeperConnection.OpenAsync(socketPath, time, cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>A connection that is told of exits, or null if the keeper is away.</summary>
    private async Task<KeeperConnection?> TrySubscribeAsync(CancellationToken cancellationToken)
    {
        KeeperConnection? connection = null;
        try
        {
            connection = await KeeperConnection.OpenAsync(socketPath, time, cancellationToken);
            await connection.CallAsync(new Request { Subscribe = new Subscribe() }, [], KeeperConnection.QuickDeadline, cancellationToken);
            return connection;
        }
        catch (FailureException e)
        {
            LogUnreachable(logger, e.Message);
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            return null;
        }
    }

    [LoggerMessage(4200, LogLevel.Warning, "Lost the connection to the keeper at {Socket}")]
    private static partial void LogConnectionLost(ILogger logger, string socket);

    [LoggerMessage(4201, LogLevel.Debug, "Keeper unreachable: {Cause}")]
    private static partial void LogUnreachable(ILogger logger, string cause);
}
