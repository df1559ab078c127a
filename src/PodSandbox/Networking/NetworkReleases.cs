using System.Text.Json;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cni;
using CriSharp.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Networking;

/// <summary>
/// Releases pod networks, and never lets a failing CNI plugin hold a pod: a DEL that fails is written to a durable queue and tried again
/// with growing pauses, across restarts, while the pod itself goes.
/// </summary>
public sealed partial class NetworkReleases(StateDatabase database, IPodNetworks networks, TimeProvider clock, ILogger<NetworkReleases> logger)
    : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _added = new(0);

    /// <summary>How many releases are still owed; told in Status.</summary>
    public int Owed => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM network_release;";
        return (int)(long)command.ExecuteScalar()!;
    });

    /// <summary>CNI DEL now; if it fails, later. Either way the pod owes nothing any more when this returns.</summary>
    public async Task ReleaseAsync(PodNetworkAttachment attachment)
    {
        if (!await TryAsync(attachment, CancellationToken.None))
        {
            // The namespace is about to go: the retries clear what is outside of it, as after a reboot.
            Enqueue(attachment with { NamespacePath = null });
            _added.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Shortest;
        while (!stoppingToken.IsCancellationRequested)
        {
            var isClear = await TryAllAsync(stoppingToken);
            pause = isClear ? Shortest : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
            await WaitAsync(isClear ? Timeout.InfiniteTimeSpan : pause, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _added.Dispose();
        base.Dispose();
    }

    private async Task<bool> TryAllAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var attachment in Load())
            {
                if (await TryAsync(attachment, stoppingToken))
                {
                    Dequeue(attachment.SandboxId);
                }
            }

            return Owed == 0;
        }
        catch (SqliteException e)
        {
            LogQueueNotRead(e.Message);
            return false;
        }
    }

    // Until something new is owed, or the pause is over.
    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var over = new CancellationTokenSource(pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, over.Token);
        try
        {
            await _added.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<bool> TryAsync(PodNetworkAttachment attachment, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await networks.DetachAsync(attachment, either.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever a plugin does, the pod must go and the release is tried again.
        catch (Exception e)
        {
            LogNotReleased(attachment.SandboxId, e.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    private void Enqueue(PodNetworkAttachment attachment) => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO network_release VALUES ($id, $attachment) ON CONFLICT (sandbox_id) DO UPDATE SET attachment = $attachment;";
        command.Parameters.AddWithValue("$id", attachment.SandboxId);
        command.Parameters.AddWithValue("$attachment", JsonSerializer.Serialize(attachment, RecordJson.Default.PodNetworkAttachment));
        command.ExecuteNonQuery();
    });

    private void Dequeue(string sandboxId) => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM network_release WHERE sandbox_id = $id;";
        command.Parameters.AddWithValue("$id", sandboxId);
        command.ExecuteNonQuery();
    });

    private List<PodNetworkAttachment> Load() => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT attachment FROM network_release ORDER BY sandbox_id;";
        using var reader = command.ExecuteReader();
        var owed = new List<PodNetworkAttachment>();
        while (reader.Read())
        {
            owed.Add(JsonSerializer.Deserialize(reader.GetString(0), RecordJson.Default.PodNetworkAttachment)!);
        }

        return owed;
    });

    [LoggerMessage(4003, LogLevel.Error, "queue of networks to release not read or written, will be tried again: {Cause}")]
    private partial void LogQueueNotRead(string cause);

    [LoggerMessage(4001, LogLevel.Warning, "network of pod sandbox {SandboxId} not released, will be tried again: {Cause}")]
    private partial void LogNotReleased(string sandboxId, string cause);
}
