using CriSharp.Linux.Files;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.HostFiles;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.Security.SeLinux;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// The files that a pod lends to its containers: <c>hosts</c>, <c>hostname</c>, <c>resolv.conf</c> and the shared memory directory.
/// </summary>
public sealed class SandboxFiles(IPodMounts mounts, ISeLinux seLinux, NodePaths paths, IOptions<PodSandboxOptions> options)
{
    private const string NodeHosts = "/etc/hosts";
    private const string NodeSharedMemory = "/dev/shm";

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Where containers find the pod's shared memory: the node's own with host IPC.</summary>
    public string SharedMemory(SandboxRecord sandbox) =>
        SandboxModes.UsesHostIpc(sandbox.Config) ? NodeSharedMemory : paths.SandboxFile(sandbox.Id, "shm");

    /// <summary>The name the pod has: its own, or with host network the node's.</summary>
    public static string Hostname(SandboxRecord sandbox) =>
        SandboxModes.UsesHostNetwork(sandbox.Config) || sandbox.Config.Hostname.Length == 0 ? Environment.MachineName : sandbox.Config.Hostname;

    /// <summary>Makes them all; the network is attached already, so that <c>hosts</c> can name the pod's addresses.</summary>
    public async Task MakeAsync(SandboxRecord sandbox)
    {
        var (uid, gid) = MappedIdentity.OnNode(0, 0, sandbox.Config);
        if (!SandboxModes.UsesHostIpc(sandbox.Config))
        {
            await mounts.MountSharedMemoryAsync(SharedMemory(sandbox), options.Value.ShmSizeBytes, uid, gid, CancellationToken.None, sandbox.Facts.Labels?.Mount);
        }

        await WriteAsync(sandbox, "hostname", HostnameFile.Text(Hostname(sandbox)));
        await WriteAsync(sandbox, "hosts", await HostsAsync(sandbox));
        await WriteAsync(sandbox, "resolv.conf", Resolver(sandbox));
    }

    /// <summary>Removes them and the sandbox's directory. Absent: success.</summary>
    public async Task RemoveAsync(SandboxId id, CancellationToken cancellationToken)
    {
        var directory = paths.Sandbox(id);
        if (Directory.Exists(directory))
        {
            await mounts.UnmountTreeAsync(directory, cancellationToken);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> HostsAsync(SandboxRecord sandbox) => SandboxModes.UsesHostNetwork(sandbox.Config)
        ? await File.ReadAllTextAsync(NodeHosts)
        : HostsFile.Text(Hostname(sandbox), sandbox.Facts.Network?.Addresses ?? []);

    private static string Resolver(SandboxRecord sandbox) => sandbox.Config.DnsConfig is { } dns
        ? ResolvConf.Text(new PodDns(dns.Servers, dns.Searches, dns.Options))
        : NodeResolver.Read();

    private async Task WriteAsync(SandboxRecord sandbox, string name, string text)
    {
        var path = paths.SandboxFile(sandbox.Id, name);
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, Readable);
        if (sandbox.Facts.Labels is { } labels)
        {
            await seLinux.LabelAsync(path, labels.Mount);
        }

        var (uid, gid) = MappedIdentity.OnNode(0, 0, sandbox.Config);
        if ((uid, gid) != (0, 0))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Attributes.SetOwner(file, uid, gid);
        }
    }
}
