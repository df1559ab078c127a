using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>An OCI runtime, and the only handler, that does to limits what a test says; else it can only delete.</summary>
internal sealed class FakeOciRuntime : IOciRuntime, IOciRuntimes
{
    /// <summary>What was asked of <c>update</c>.</summary>
    public List<LinuxResources> Updates { get; } = [];

    /// <summary>What <c>update</c> does.</summary>
    public Func<LinuxResources, CancellationToken, Task> OnUpdate { get; set; } = (_, _) => Task.CompletedTask;

    public string Handler => "fake";

    public string Program => "/fake";

    public string Root => "/run/fake";

    public bool GivesHostDevices => true;

    public Task UpdateAsync(string containerId, LinuxResources resources, CancellationToken cancellationToken)
    {
        Updates.Add(resources);
        return OnUpdate(resources, cancellationToken);
    }

    /// <summary>Unset, no handler is configured.</summary>
    public bool IsConfigured { get; set; } = true;

    public IOciRuntime Find(string handler, string? root = null) =>
        IsConfigured ? this : throw new FailureException(FailureKind.InvalidArgument, $"runtime handler {handler} is not configured");

    public IReadOnlyList<OciRuntimeHandler> Handlers() => [new OciRuntimeHandler(Handler, IsDefault: true, Problem: null)];

    public IReadOnlyList<string> CreateCommand(string containerId, string bundle, string pidFile, string? consoleSocket) => throw new NotSupportedException();

    public IReadOnlyList<string> StartCommand(string containerId) => throw new NotSupportedException();

    public IReadOnlyList<string> DeleteCommand(string containerId) => throw new NotSupportedException();

    public IReadOnlyList<string> ExecCommand(string containerId, string processFile, string pidFile, string? consoleSocket) => throw new NotSupportedException();

    public Task DeleteAsync(string containerId, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> VersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OciRuntimeFeatures> FeaturesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
