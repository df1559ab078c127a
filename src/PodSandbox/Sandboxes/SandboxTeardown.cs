using CriSharp.PodSandbox.Networking;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Namespaces;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>Takes down what a sandbox holds: init, network, namespaces, files, cgroup. Repeatable, whatever of it is there.</summary>
public sealed class SandboxTeardown(
    SandboxTable sandboxes,
    SandboxInit init,
    NetworkReleases networks,
    ISandboxNamespaces namespaces,
    SandboxFiles files,
    ICgroups cgroups,
    NodePaths paths,
    IOptions<PodSandboxOptions> options,
    TimeProvider clock)
{
    /// <summary>On return nothing of the pod is left outside its record; its containers must be stopped before.</summary>
    public async Task ReleaseAsync(SandboxRecord record)
    {
        var teardown = new Teardown($"release pod sandbox {record.Id}", clock, options.Value.TeardownStepLimit);
        if (record.Facts.HasInit)
        {
            await teardown.TryAsync("stop the pod's init", cancellationToken => init.StopAsync(record, cancellationToken));
        }

        if (record.Facts.Network is { } network)
        {
            await teardown.TryAsync("release the network", async _ =>
            {
                await networks.ReleaseAsync(network);
                sandboxes.Save(record with { Facts = record.Facts with { Network = null } });
            });
        }

        await teardown.TryAsync("remove the namespaces", cancellationToken => namespaces.RemoveAsync(paths.Namespaces(record.Id), cancellationToken));
        await teardown.TryAsync("remove the pod's files", cancellationToken => files.RemoveAsync(record.Id, cancellationToken));
        if (record.Facts.OwnsCgroup)
        {
            await teardown.TryAsync("remove the pod's cgroup", () => Remove(record.Facts.CgroupParent));
        }

        teardown.ThrowIfFailed();
    }

    // Never by force: a client may have put two pods under one parent, and its containers were stopped one by one before.
    private void Remove(string cgroup)
    {
        if (cgroups.Processes(cgroup).Count == 0)
        {
            cgroups.Remove(cgroup);
        }
    }
}
