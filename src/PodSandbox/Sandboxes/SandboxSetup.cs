using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Namespaces;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// The steps that make a sandbox, each recorded before the next: namespaces → cgroup → network → files → init. Whatever fails in between,
/// <see cref="SandboxTeardown"/> takes down what the record says.
/// </summary>
public sealed class SandboxSetup(
    SandboxTable sandboxes,
    ISandboxNamespaces namespaces,
    ICgroups cgroups,
    PodCgroupLimits limits,
    IPodNetworks networks,
    SandboxFiles files,
    SandboxInit init,
    NodePaths paths,
    IOptions<PodSandboxOptions> options)
{
    /// <summary>Makes everything; returns the record of what was made, still preparing.</summary>
    public async Task<SandboxRecord> SetUpAsync(SandboxRecord record)
    {
        PassableDirectory.Create(paths.Sandbox(record.Id), PodUserNamespace.RootGroup(record.Config));
        record = await MakeNamespacesAsync(record);
        if (record.Facts.OwnsCgroup)
        {
            cgroups.Create(record.Facts.CgroupParent);
            limits.Set(record);
        }

        record = await AttachNetworkAsync(record);
        await files.MakeAsync(record);
        return record.Facts.HasInit ? await init.StartAsync(record) : record;
    }

    private async Task<SandboxRecord> MakeNamespacesAsync(SandboxRecord record)
    {
        var made = await namespaces.CreateAsync(
            new SandboxNamespaceRequest
            {
                Directory = paths.Namespaces(record.Id),
                Network = !SandboxModes.UsesHostNetwork(record.Config),
                Ipc = !SandboxModes.UsesHostIpc(record.Config),
                Uts = !SandboxModes.UsesHostNetwork(record.Config),
                UserNamespace = PodUserNamespace.Of(record.Config),
                Hostname = SandboxModes.UsesHostNetwork(record.Config) ? null : record.Config.Hostname,
                Sysctls = PodSysctls.Of(record.Config, options.Value),
            },
            CancellationToken.None);
        return Save(record with { Facts = record.Facts with { Namespaces = made } });
    }

    private async Task<SandboxRecord> AttachNetworkAsync(SandboxRecord record)
    {
        if (record.Facts.Namespaces.Network is not { } path)
        {
            return record;
        }

        // The intent is stored before the plugins run, so that an ADD cut short at any moment is always followed by DEL.
        var planned = networks.Plan(NetworkRequests.Of(record, path));
        record = Save(record with { Facts = record.Facts with { Network = planned } });
        var attached = await networks.AttachAsync(planned, CancellationToken.None);
        return Save(record with { Facts = record.Facts with { Network = attached } });
    }

    private SandboxRecord Save(SandboxRecord record)
    {
        sandboxes.Save(record);
        return record;
    }
}
