using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// Whether pods can have user namespaces: the kernel and the file system of the images are tried at the start of the daemon, and again if
/// that failed and somebody asks; the OCI runtimes tell for themselves.
/// </summary>
public sealed partial class UserNamespaceSupport(
    IUserNamespaces userNamespaces, ISnapshots snapshots, IHandlerFeatures handlers, TimeProvider clock, ILogger<UserNamespaceSupport> logger)
    : IHostedService
{
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    // Any range would do: nothing is made with it but a directory that goes again.
    private static readonly IReadOnlyList<IdMapping> Range = [new IdMapping(0, HostId: 65536, Length: 65536)];

    private readonly Lock _gate = new();

    private Task<Outcome>? _trial;

    /// <summary>Begins to try; nobody has to wait for it who does not ask.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Latest();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Latest().WaitAsync(cancellationToken);

    /// <summary>Whether the node can, whatever the OCI runtime, as far as is known now: nobody waits for a trial.</summary>
    public bool IsOffered => Latest() is { IsCompletedSuccessfully: true, Result.Problem: null };

    /// <summary>Refuses a pod that cannot have its user namespace.</summary>
    /// <exception cref="FailureException">FailedPrecondition: node or OCI runtime cannot; InvalidArgument: there is no such handler.</exception>
    public async Task RequireAsync(string handler, CancellationToken cancellationToken)
    {
        if (!(await handlers.OfAsync(handler, cancellationToken)).UserNamespaces)
        {
            throw Unsupported($"the OCI runtime of handler \"{handler}\" has none");
        }

        if ((await Latest().WaitAsync(cancellationToken)).Problem is { } problem)
        {
            throw Unsupported($"this node has no idmapped mounts for them: {problem}");
        }
    }

    private Task<Outcome> Latest()
    {
        lock (_gate)
        {
            return _trial = _trial is { } trial && !IsRetryDue(trial) ? trial : TryAsync();
        }
    }

    // What has worked goes on working; what has not may have been a moment's shortage.
    private bool IsRetryDue(Task<Outcome> trial) =>
        trial is { IsCompletedSuccessfully: true, Result: { Problem: not null, At: var at } } && clock.GetElapsedTime(at) >= RetryAfter;

    private async Task<Outcome> TryAsync()
    {
        var problem = await ProblemAsync();
        if (problem is not null)
        {
            LogUnsupported(problem);
        }

        return new Outcome(problem, clock.GetTimestamp());
    }

    private async Task<string?> ProblemAsync()
    {
        using var limit = new CancellationTokenSource(TrialLimit, clock);
        try
        {
            await using var own = await userNamespaces.CreateAsync(new IdMappings(Range, Range), limit.Token);
            // A mount on a disk that does not answer cannot be called off: it is left to itself.
            return await snapshots.MappingProblemAsync(new IdMap(own.Path, Range[0].HostId, Range[0].HostId), limit.Token).WaitAsync(limit.Token);
        }
#pragma warning disable CA1031 // Whatever it is, it is a pod's with a user namespace to be told, and no other's.
        catch (Exception e)
        {
            return e is OperationCanceledException ? $"not tried to the end within {TrialLimit.TotalSeconds} s" : e.Message;
        }
#pragma warning restore CA1031
    }

    private static FailureException Unsupported(string cause) => new(FailureKind.FailedPrecondition, $"user namespace: {cause}");

    [LoggerMessage(1010, LogLevel.Warning, "pods cannot have user namespaces on this node: {Cause}")]
    private partial void LogUnsupported(string cause);

    // The moment of the answer is a timestamp of the clock.
    private sealed record Outcome(string? Problem, long At);
}
