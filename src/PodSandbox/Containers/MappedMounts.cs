using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Volumes that show their owners as mapped (Mount.uidMappings): copies that the daemon mounts in the container's own directory before the
/// start, and that the OCI runtime binds like any other directory, whatever it knows of mapped mounts itself.
/// </summary>
public sealed class MappedMounts(IPodMounts mounts, IUserNamespaces userNamespaces, NodePaths paths)
{
    /// <summary>A container's mount with the source that it is going to have, and what is mounted below it.</summary>
    public ResolvedMount Resolve(ContainerId id, int index, ResolvedMount mount) => PodUserNamespace.Of(mount.Mount) is null
        ? mount
        : mount with { Source = At(id, index), Below = mount.IsDirectory ? mounts.Below(mount.Mount.HostPath) : [] };

    /// <summary>Mounts the container's copies; those made before a failure stay for <see cref="DetachAsync"/>.</summary>
    public async Task AttachAsync(ContainerRecord container, SandboxRecord sandbox)
    {
        var all = container.Config.Mounts;
        for (var i = 0; i < all.Count; i++)
        {
            if (PodUserNamespace.Of(all[i]) is { } mappings)
            {
                PassableDirectory.Create(paths.MappedMounts(container.Id));
                await AttachAsync(all[i], mappings, At(container.Id, i), sandbox);
            }
        }
    }

    /// <summary>Unmounts them. None there: success.</summary>
    public Task DetachAsync(ContainerId id, CancellationToken cancellationToken) =>
        Directory.Exists(paths.MappedMounts(id)) ? mounts.UnmountTreeAsync(paths.MappedMounts(id), cancellationToken) : Task.CompletedTask;

    private async Task AttachAsync(Cri.Mount mount, IdMappings mappings, string target, SandboxRecord sandbox)
    {
        if (mappings == PodUserNamespace.Of(sandbox.Config))
        {
            await BindAsync(mount, target, sandbox.Facts.Namespaces.User!);
            return;
        }

        await using var own = await userNamespaces.CreateAsync(mappings, CancellationToken.None);
        await BindAsync(mount, target, own.Path);
    }

    private Task BindAsync(Cri.Mount mount, string target, string userNamespace) => mounts.BindMappedAsync(
        new MappedBind(mount.HostPath, target, userNamespace, FollowsSource: mount.Propagation == Cri.MountPropagation.PropagationHostToContainer),
        CancellationToken.None);

    private string At(ContainerId id, int index) => Path.Combine(paths.MappedMounts(id), $"{index}");
}
