namespace CriSharp.Runtime.Namespaces;

/// <summary>The namespaces of a pod, held by bind mounts and not by a process.</summary>
public interface ISandboxNamespaces
{
    /// <summary>
    /// Creates the requested namespaces, sets host name and sysctls in them, brings the loopback interface up, and pins each at its path. On
    /// failure nothing is left behind. A refused sysctl is <c>FailureKind.InvalidArgument</c>, a node without user namespaces
    /// <c>FailureKind.FailedPrecondition</c>.
    /// </summary>
    Task<SandboxNamespacePaths> CreateAsync(SandboxNamespaceRequest request, CancellationToken cancellationToken);

    /// <summary>Pins the PID namespace of a running process beside the others and returns its path.</summary>
    Task<string> PinPidNamespaceAsync(string directory, int pid, CancellationToken cancellationToken);

    /// <summary>Unpins whatever is pinned below the directory and removes the directory. Absent: success.</summary>
    Task RemoveAsync(string directory, CancellationToken cancellationToken);
}
