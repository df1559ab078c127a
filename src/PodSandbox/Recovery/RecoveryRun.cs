using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// One recovery: its items are done side by side, each that takes long is told once, and none keeps the daemon from serving for longer than
/// <see cref="Limit"/>; what is not done by then goes on beside the service.
/// </summary>
public sealed partial class RecoveryRun(TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>The time that all items of a recovery have together before the node is served.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>An item that takes longer is told.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    // Most items wait for a program: a CNI plugin, an OCI runtime.
    private const int AtOnce = 16;
    private const int NamesToTell = 10;

    private readonly CancellationTokenSource _over = new(Limit, clock);

    /// <summary>Cancelled when the time is over: for what must not be done beside the service.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Returns when all items are done, or the time is over.</summary>
    public async Task DoAsync(IReadOnlyCollection<RecoveryItem> items, CancellationToken cancellationToken)
    {
        var unfinished = new ConcurrentDictionary<string, RecoveryItem>(items.Select(item => KeyValuePair.Create(item.Name, item)));
        var all = Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) =>
        {
            await DoAsync(item);
            unfinished.TryRemove(item.Name, out var _);
        });
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        try
        {
            await all.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnfinished(Limit.TotalSeconds, unfinished.Count, string.Join(", ", unfinished.Keys.Order().Take(NamesToTell)));
        }
    }

    /// <summary>Awaits work, and tells its name if it takes long.</summary>
    public async Task TellIfLongAsync(string name, Task work)
    {
        try
        {
            await work.WaitAsync(Slow, clock);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            LogSlow(name, Slow.TotalSeconds);
            await work;
        }
    }

    public void Dispose() => _over.Dispose();

    private async Task DoAsync(RecoveryItem item)
    {
        try
        {
            await TellIfLongAsync(item.Name, Task.Run(item.RecoverAsync)); // it may block before it first awaits
        }
#pragma warning disable CA1031 // What cannot be recovered is told, and keeps neither the others nor the daemon.
        catch (Exception e)
        {
            LogNotRecovered(item.Name, e.Message);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(9007, LogLevel.Error, "{Item} not recovered: {Cause}")]
    private partial void LogNotRecovered(string item, string cause);

    [LoggerMessage(9008, LogLevel.Warning, "recovery still works on {Item} after {Seconds} s")]
    private partial void LogSlow(string item, double seconds);

    [LoggerMessage(9009, LogLevel.Error, "recovery not done in {Seconds} s, going on beside the service with {Count} items: {Names}")]
    private partial void LogUnfinished(double seconds, int count, string names);
}
