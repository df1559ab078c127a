using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Network;
using CriSharp.Linux.Threads;

namespace CriSharp.Runtime.Namespaces;

/// <summary>
/// The kernel's namespaces, pinned by bind mounts: made on a thread that ends afterwards, or with a user namespace by a
/// <see cref="NamespaceHolder"/> and entered by that thread.
/// </summary>
public sealed class SandboxNamespaces : ISandboxNamespaces
{
    /// <inheritdoc/>
    public async Task<SandboxNamespacePaths> CreateAsync(SandboxNamespaceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sysctls = SysctlsOf(request);
        try
        {
            return request.UserNamespace is { } mappings
                ? await CreateOwnedAsync(request, mappings, sysctls, cancellationToken)
                : await DedicatedThread.RunAsync("sandbox-namespaces", () =>
                {
                    ThreadNamespaces.Unshare(KindsOf(request));
                    return Furnish(request, sysctls, ThreadNamespaces.Directory);
                });
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

    private static async Task<SandboxNamespacePaths> CreateOwnedAsync(
        SandboxNamespaceRequest request, IdMappings mappings, List<NamespacedSysctl> sysctls, CancellationToken cancellationToken)
    {
        await using var holder = await NamespaceHolder.StartAsync(KindsOf(request), mappings, cancellationToken);
        return await DedicatedThread.RunAsync("sandbox-namespaces", () =>
        {
            foreach (var (_, name, kind) in Owned(request).Where(entry => entry.IsWanted))
            {
                ThreadNamespaces.Enter($"{holder.Directory}/{name}", kind);
            }

            return Furnish(request, sysctls, holder.Directory);
        });
    }

    // The calling thread is in them already.
    private static SandboxNamespacePaths Furnish(SandboxNamespaceRequest request, List<NamespacedSysctl> sysctls, string source)
    {
        if (request is { Uts: true, Hostname: { } hostname })
        {
            ThreadNamespaces.SetHostname(hostname);
        }

        if (request.Network)
        {
            NetworkLink.SetUp("lo");
        }

        sysctls.ForEach(sysctl => Write(sysctl, request.UserNamespace));
        return Pin(request, source);
    }

    private static void Write(NamespacedSysctl sysctl, IdMappings? owner)
    {
        try
        {
            sysctl.Write();
        }
        catch (FailureException e) when (e.InnerException is UnauthorizedAccessException && owner is { RootUid: { } user, RootGid: { } group })
        {
            // Since Linux 6.9 those of an IPC namespace are its root's alone, whatever capabilities another has; before, they were the node's.
            ThreadIdentity.Become(user, group);
            sysctl.Write();
            ThreadIdentity.Become(0, 0);
        }
    }

    private static (bool IsWanted, string Name, NamespaceKinds Kind)[] Owned(SandboxNamespaceRequest request) =>
    [
        (request.Network, "net", NamespaceKinds.Network), (request.Ipc, "ipc", NamespaceKinds.Ipc), (request.Uts, "uts", NamespaceKinds.Uts),
    ];

    private static NamespaceKinds KindsOf(SandboxNamespaceRequest request) =>
        Owned(request).Where(entry => entry.IsWanted).Aggregate(NamespaceKinds.None, (kinds, entry) => kinds | entry.Kind);

    private static SandboxNamespacePaths Pin(SandboxNamespaceRequest request, string source)
    {
        var existed = Directory.Exists(request.Directory);
        Directory.CreateDirectory(request.Directory);
        var pinned = new List<string>();
        try
        {
            return new SandboxNamespacePaths(
                PinOne(request.Network, "net"),
                PinOne(request.Ipc, "ipc"),
                PinOne(request.Uts, "uts"),
                Pid: null,
                PinOne(request.UserNamespace is not null, "user"));
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
            NamespacePin.Create($"{source}/{kind}", path);
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
