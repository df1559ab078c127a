using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Network;
using CriSharp.Linux.Threads;

namespace CriSharp.Runtime.Namespaces;

/// <summary>The kernel's namespaces, made on a thread that ends afterwards and pinned by bind mounts.</summary>
public sealed class SandboxNamespaces : ISandboxNamespaces
{
    /// <inheritdoc/>
    public async Task<SandboxNamespacePaths> CreateAsync(SandboxNamespaceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sysctls = SysctlsOf(request);
        try
        {
            return await DedicatedThread.RunAsync("sandbox-namespaces", () => Create(request, sysctls));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // ENOSPC of unshare is a limit (user.max_net_namespaces, …), not a disk.
            var kind = e is LinuxException { Operation: "unshare", Errno: Errno.NoSpace } ? FailureKind.ResourceExhausted : FailureKind.Internal;
            throw new FailureException(kind, $"create namespaces in {request.Directory}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task<string> PinPidNamespaceAsync(string directory, int pid, CancellationToken cancellationToken) => Task.Run(() =>
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "pid");
        NamespacePin.Create($"/proc/{pid}/ns/pid", path);
        return path;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string directory, CancellationToken cancellationToken) => Task.Run(() => Remove(directory), cancellationToken);

    private static List<NamespacedSysctl> SysctlsOf(SandboxNamespaceRequest request)
    {
        var sysctls = new List<NamespacedSysctl>();
        foreach (var (name, value) in request.Sysctls)
        {
            var sysctl = NamespacedSysctl.Parse(name, value);
            var (own, kind) = sysctl.Namespace switch
            {
                SysctlNamespace.Network => (request.Network, "network"),
                SysctlNamespace.Ipc => (request.Ipc, "IPC"),
                _ => (request.Uts, "UTS"),
            };
            sysctls.Add(own ? sysctl : throw NamespacedSysctl.Refuse(name, $"the pod uses the node's {kind} namespace"));
        }

        return sysctls;
    }

    private static SandboxNamespacePaths Create(SandboxNamespaceRequest request, List<NamespacedSysctl> sysctls)
    {
        ThreadNamespaces.Unshare(KindsOf(request));
        if (request is { Uts: true, Hostname: { } hostname })
        {
            ThreadNamespaces.SetHostname(hostname);
        }

        if (request.Network)
        {
            NetworkLink.SetUp("lo");
        }

        sysctls.ForEach(sysctl => sysctl.Write());
        return Pin(request);
    }

    private static NamespaceKinds KindsOf(SandboxNamespaceRequest request) =>
        (request.Network ? NamespaceKinds.Network : NamespaceKinds.None)
        | (request.Ipc ? NamespaceKinds.Ipc : NamespaceKinds.None)
        | (request.Uts ? NamespaceKinds.Uts : NamespaceKinds.None);

    private static SandboxNamespacePaths Pin(SandboxNamespaceRequest request)
    {
        var existed = Directory.Exists(request.Directory);
        Directory.CreateDirectory(request.Directory);
        var pinned = new List<string>();
        try
        {
            return new SandboxNamespacePaths(
                PinOne(request.Network, "net"), PinOne(request.Ipc, "ipc"), PinOne(request.Uts, "uts"));
        }
        catch
        {
            pinned.ForEach(NamespacePin.Remove);
            if (!existed)
            {
                Directory.Delete(request.Directory);
            }

            throw;
        }

        string? PinOne(bool wanted, string kind)
        {
            if (!wanted)
            {
                return null;
            }

            var path = Path.Combine(request.Directory, kind);
            NamespacePin.Create($"{ThreadNamespaces.Directory}/{kind}", path);
            pinned.Add(path);
            return path;
        }
    }

    private static void Remove(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var pin in Directory.EnumerateFiles(directory))
        {
            NamespacePin.Remove(pin);
        }

        Directory.Delete(directory);
    }
}
