using CriSharp.Images;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// Clears what no record speaks of: bundles and snapshots of a CreateContainer cut short, directories and pins of a removal cut short,
/// addresses of networks that lost their pod.
/// </summary>
public sealed partial class LeftoverRecovery(
    SandboxTable sandboxes,
    ContainerTable containers,
    ISnapshots snapshots,
    IPodMounts mounts,
    ISandboxNamespaces namespaces,
    SandboxFiles files,
    IPodNetworks networks,
    IOciRuntimes runtimes,
    NodePaths paths,
    TimeProvider clock,
    ILogger<LeftoverRecovery> logger)
{
    private static readonly TimeSpan ItemLimit = TimeSpan.FromSeconds(30);

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(paths.Containers);
        Directory.CreateDirectory(paths.Sandboxes);
        foreach (var name in NamesIn(paths.Containers).Where(name => containers.Find(new ContainerId(name)) is null))
        {
            await TryAsync($"bundle of container {name}", limit => RemoveBundleAsync(new ContainerId(name), limit));
        }

        foreach (var name in NamesIn(paths.Sandboxes).Where(name => sandboxes.Find(new SandboxId(name)) is null))
        {
            await TryAsync($"directory of pod sandbox {name}", limit => RemoveSandboxAsync(new SandboxId(name), limit));
        }

        foreach (var key in snapshots.Keys().Where(key => containers.Find(ImageVolumes.OwnerOf(key)) is null))
        {
            await TryAsync($"snapshot {key}", limit => snapshots.RemoveAsync(key, limit));
        }

        var live = sandboxes.All.Select(sandbox => sandbox.Facts.Network).OfType<PodNetworkAttachment>().ToList();
        await TryAsync("network addresses", limit => networks.CollectGarbageAsync(live, limit));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RemoveBundleAsync(ContainerId id, CancellationToken limit)
    {
        foreach (var handler in runtimes.Handlers().Where(handler => handler.Problem is null))
        {
            await runtimes.Find(handler.Name).DeleteAsync(id.Value, limit);
        }

        await mounts.UnmountTreeAsync(paths.Bundle(id), limit);
        Directory.Delete(paths.Bundle(id), recursive: true);
    }

    private async Task RemoveSandboxAsync(SandboxId id, CancellationToken limit)
    {
        await namespaces.RemoveAsync(paths.Namespaces(id), limit);
        await files.RemoveAsync(id, limit);
    }

    private async Task TryAsync(string what, Func<CancellationToken, Task> clear)
    {
        using var limit = new CancellationTokenSource(ItemLimit, clock);
        try
        {
            await clear(limit.Token);
        }
#pragma warning disable CA1031 // One stubborn leftover must keep neither the others nor the daemon.
        catch (Exception e)
        {
            LogNotCleared(what, e.Message);
        }
#pragma warning restore CA1031
    }

    private static IEnumerable<string> NamesIn(string directory) => Directory.GetDirectories(directory).Select(path => Path.GetFileName(path));

    [LoggerMessage(9006, LogLevel.Warning, "{What} without a record could not be cleared: {Cause}")]
    private partial void LogNotCleared(string what, string cause);
}
