using System.Collections.Concurrent;
using CriSharp.Failures;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>
/// Asks each handler's program once what it can do, at the start of the daemon, and again when its file has changed. A program that is not
/// there or does not answer promises nothing.
/// </summary>
public sealed partial class HandlerFeatures(
    IOciRuntimes runtimes, KernelFeatures kernel, TimeProvider clock, ILogger<HandlerFeatures> logger) : IHandlerFeatures, IHostedService
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OciRuntimeFeatures> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(runtimes.Handlers().Select(handler => OfAsync(handler.Name, cancellationToken)));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<OciRuntimeFeatures> OfAsync(string handler, CancellationToken cancellationToken)
    {
        if (Find(handler) is not { } runtime)
        {
            return Task.FromResult(OciRuntimeFeatures.Unknown);
        }

        var file = ProgramFile.Of(runtime.Program);
        var answer = _answers.AddOrUpdate(
            runtime.Handler, _ => Ask(runtime, file), (name, known) => known.File == file && !IsRetryDue(name) ? known : Ask(runtime, file));
        return answer.Features.Value.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public OciRuntimeFeatures Known(string handler)
    {
        // Asks if that is due; a program that hangs keeps only those waiting who want to use it.
        _ = OfAsync(handler, CancellationToken.None);
        return Find(handler) is { } runtime ? _known.GetValueOrDefault(runtime.Handler, OciRuntimeFeatures.Unknown) : OciRuntimeFeatures.Unknown;
    }

    private IOciRuntime? Find(string handler)
    {
        try
        {
            return runtimes.Find(handler);
        }
        catch (FailureException e) when (e.Kind == FailureKind.FailedPrecondition)
        {
            return null; // not installed, which the node's status tells
        }
    }

    private bool IsRetryDue(string handler) => _failedAt.TryGetValue(handler, out var failedAt) && clock.GetElapsedTime(failedAt) >= RetryAfter;

    // Of several who want to know at once, one asks.
    private Answer Ask(IOciRuntime runtime, ProgramFile file) => new(file, new Lazy<Task<OciRuntimeFeatures>>(() => AskAsync(runtime)));

    private async Task<OciRuntimeFeatures> AskAsync(IOciRuntime runtime)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, clock);
        try
        {
            _failedAt.TryRemove(runtime.Handler, out _);
            return _known[runtime.Handler] = kernel.Narrow(await runtime.FeaturesAsync(limit.Token));
        }
#pragma warning disable CA1031 // The answer is shared by all who ask, and to none of them is a silent program a reason to fail.
        catch (Exception e)
        {
            _failedAt[runtime.Handler] = clock.GetTimestamp();
            LogNoAnswer(runtime.Handler, runtime.Program, e is OperationCanceledException ? $"no answer within {AnswerLimit.TotalSeconds} s" : e.Message);
            return _known[runtime.Handler] = OciRuntimeFeatures.Unknown;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(9201, LogLevel.Warning, "runtime handler {Handler} promises nothing, since {Program} could not be asked for its features: {Cause}")]
    private partial void LogNoAnswer(string handler, string program, string cause);

    private sealed record Answer(ProgramFile File, Lazy<Task<OciRuntimeFeatures>> Features);
}
