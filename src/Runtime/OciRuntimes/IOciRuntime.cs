namespace CriSharp.Runtime.OciRuntimes;

/// <summary>
/// One runtime handler: an OCI runtime program (crun, runc, …), its state directory and its global options. The command lines are for the
/// keeper, which must be the container's parent; verbs that start no container run here.
/// </summary>
public interface IOciRuntime
{
    /// <summary>The handler's name, as in RuntimeClass.</summary>
    string Handler { get; }

    /// <summary>The program's absolute path.</summary>
    string Program { get; }

    /// <summary>Where the program keeps its state of containers.</summary>
    string Root { get; }

    /// <summary>Whether privileged containers of this handler get every device of the node.</summary>
    bool GivesHostDevices { get; }

    /// <summary>argv of <c>create</c>, absolute program path first.</summary>
    IReadOnlyList<string> CreateCommand(string containerId, string bundle, string pidFile, string? consoleSocket);

    /// <summary>argv of <c>start</c>.</summary>
    IReadOnlyList<string> StartCommand(string containerId);

    /// <summary>argv of <c>delete --force</c>.</summary>
    IReadOnlyList<string> DeleteCommand(string containerId);

    /// <summary>argv of a detached <c>exec</c> of the OCI process object in <paramref name="processFile"/>.</summary>
    IReadOnlyList<string> ExecCommand(string containerId, string processFile, string pidFile, string? consoleSocket);

    /// <summary>Removes what the OCI runtime holds of a container, killing it first if it runs. Unknown container: success.</summary>
    Task DeleteAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the limits of a container's cgroup (<c>update</c>), and what the OCI runtime and systemd remember of them; what is not given stays.
    /// A failure may leave some changed, and success some unchanged: runc does not look at huge pages here.
    /// </summary>
    /// <exception cref="Failures.FailureException">Internal: the runtime's own words.</exception>
    Task UpdateAsync(string containerId, OciSpec.LinuxResources resources, CancellationToken cancellationToken);

    /// <summary>Name and version as the program tells them, e.g. <c>crun version 1.8.1</c>.</summary>
    Task<string> VersionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What the program can do, as it tells itself or as is known of its version; <see cref="OciRuntimeFeatures.Unknown"/> where neither helps.
    /// </summary>
    Task<OciRuntimeFeatures> FeaturesAsync(CancellationToken cancellationToken);
}
