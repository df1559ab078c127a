using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// Whether pods can have user namespaces: the kernel and the file system of the images are tried once at the start of the daemon, the OCI
/// runtimes tell for themselves.
/// </summary>
public sealed partial class UserNamespaceSupport(
    IUserNamespaces userNamespaces, ISnapshots snapshots, IHandlerFeatures handlers, ILogger<UserNamespaceSupport> logger) : IHostedService
{
    // Any range would do: nothing is made with it but a directory that goes again.
    private static readonly IReadOnlyList<IdMapping> Range = [new IdMapping(0, HostId: 65536, Length: 65536)];

    private Task<string?> _problem = Task.FromResult<string?>("not tried yet");

    /// <summary>Begins to try; nobody has to wait for it who does not ask.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _problem = TryAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _problem;

    /// <summary>Whether the node can, whatever the OCI runtime.</summary>
    public async Task<bool> IsOfferedAsync(CancellationToken cancellationToken) => await _problem.WaitAsync(cancellationToken) is null;

    /// <summary>Refuses a pod that cannot have its user namespace.</summary>
    /// <exception cref="FailureException">FailedPrecondition: node or OCI runtime cannot; InvalidArgument: there is no such handler.</exception>
    public async Task RequireAsync(string handler, CancellationToken cancellationToken)
    {
        if (!(await handlers.OfAsync(handler, cancellationToken)).UserNamespaces)
        {
            throw Unsupported($"the OCI runtime of handler \"{handler}\" has none");
        }

        if (await _problem.WaitAsync(cancellationToken) is { } problem)
        {
            throw Unsupported($"this node has no idmapped mounts for them: {problem}");
        }
    }

    private async Task<string?> TryAsync()
    {
        try
        {
            await using var own = await userNamespaces.CreateAsync(new IdMappings(Range, Range), CancellationToken.None);
            var problem = await snapshots.MappingProblemAsync(new IdMap(own.Path, Range[0].HostId, Range[0].HostId), CancellationToken.None);
            if (problem is not null)
            {
                LogUnsupported(problem);
            }

            return problem;
        }
#pragma warning disable CA1031 // Whatever it is, it is a pod's with a user namespace to be told, and no other's.
        catch (Exception e)
        {
            LogUnsupported(e.Message);
            return e.Message;
        }
#pragma warning restore CA1031
    }

    private static FailureException Unsupported(string cause) => new(FailureKind.FailedPrecondition, $"user namespace: {cause}");

    [LoggerMessage(1010, LogLevel.Warning, "pods cannot have user namespaces on this node: {Cause}")]
    private partial void LogUnsupported(string cause);
}
