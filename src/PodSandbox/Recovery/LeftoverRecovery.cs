using CriSharp.Images;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciRuntimes;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// Clears what no record speaks of: bundles and snapshots of a CreateContainer cut short, directories and pins of a removal cut short,
/// addresses of networks that lost their pod.
/// </summary>
public sealed class LeftoverRecovery(
    SandboxTable sandboxes,
    ContainerTable containers,
    ISnapshots snapshots,
    ISandboxNamespaces namespaces,
    SandboxFiles files,
    RunMounts mounts,
    ImageVolumes imageVolumes,
    IPodNetworks networks,
    IOciRuntimes runtimes,
    NodePaths paths,
    TimeProvider clock)
{
    private static readonly TimeSpan ItemLimit = TimeSpan.FromSeconds(30);

    public async Task RecoverAsync(RecoveryRun run, CancellationToken cancellationToken)
    {
        PassableDirectory.Create(paths.Containers);
        PassableDirectory.Create(paths.Sandboxes);
        // Listed before anybody is served: what a client has made since is no leftover.
        await run.DoAsync([.. Bundles(), .. Directories()], cancellationToken);
        await run.DoAsync([.. Snapshots()], cancellationToken);
        var over = run.Over;
        if (!over.IsCancellationRequested)
        {
            await run.DoAsync([Item("network addresses", limit => CollectAddressesAsync(limit, over))], cancellationToken);
        }
    }

    private IEnumerable<RecoveryItem> Bundles() =>
        from name in NamesIn(paths.Containers)
        where containers.Find(new ContainerId(name)) is null
        select Item($"bundle of container {name}, which has no record", limit => RemoveBundleAsync(new ContainerId(name), limit));

    private IEnumerable<RecoveryItem> Directories() =>
        from name in NamesIn(paths.Sandboxes)
        where sandboxes.Find(new SandboxId(name)) is null
        select Item($"directory of pod sandbox {name}, which has no record", limit => RemoveSandboxAsync(new SandboxId(name), limit));

    // Never below a root that is still mounted: one whose bundle could not be removed waits for the next start.
    private IEnumerable<RecoveryItem> Snapshots() =>
        from key in snapshots.Keys()
        let id = ImageVolumes.OwnerOf(key)
        where containers.Find(id) is null && !Directory.Exists(paths.Bundle(id))
        select Item($"snapshot {key}, whose container has no record", limit => snapshots.RemoveAsync(key, limit));

    private RecoveryItem Item(string name, Func<CancellationToken, Task> clear) => new(name, async () =>
    {
        using var limit = new CancellationTokenSource(ItemLimit, clock);
        await clear(limit.Token);
    });

    // Never beside the service: the plugins release what is not in the list, and a pod made meanwhile is not.
    private async Task CollectAddressesAsync(CancellationToken limit, CancellationToken over)
    {
        var live = sandboxes.All.Select(sandbox => sandbox.Facts.Network).OfType<PodNetworkAttachment>().ToList();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, over);
        await networks.CollectGarbageAsync(live, either.Token);
    }

    private async Task RemoveBundleAsync(ContainerId id, CancellationToken limit)
    {
        foreach (var handler in runtimes.Handlers().Where(handler => handler.Problem is null))
        {
            await runtimes.Find(handler.Name).DeleteAsync(id.Value, limit);
        }

        await namespaces.RemoveAsync(paths.TargetNamespaces(id), limit);
        await imageVolumes.UnmountAsync(id, limit);
        await mounts.UnmountAsync(id, limit);
        Directory.Delete(paths.Bundle(id), recursive: true);
    }

    private async Task RemoveSandboxAsync(SandboxId id, CancellationToken limit)
    {
        await namespaces.RemoveAsync(paths.Namespaces(id), limit);
        await files.RemoveAsync(id, limit);
    }

    private static IEnumerable<string> NamesIn(string directory) => Directory.GetDirectories(directory).Select(path => Path.GetFileName(path));
}
