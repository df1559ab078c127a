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
        : mount with { Source = At(id, index), Below = mount.IsDirectory ? mounts.Below(mount.OnNode) : [] };

    /// <summary>Those of a container's mounts that have copies.</summary>
    public static IReadOnlyList<MappedVolume> Of(IReadOnlyList<ResolvedMount> mounts) =>
    [
        .. mounts.Index().Where(mount => !ImageVolumes.IsImage(mount.Item.Mount) && PodUserNamespace.Of(mount.Item.Mount) is not null)
            .Select(mount => new MappedVolume(mount.Index, mount.Item.OnNode)),
    ];

    /// <summary>Mounts the container's copies; those made before a failure stay for <see cref="DetachAsync"/>.</summary>
    public async Task AttachAsync(ContainerRecord container, SandboxRecord sandbox)
    {
        foreach (var volume in container.Facts.MappedVolumes)
        {
            PassableDirectory.Create(paths.MappedMounts(container.Id));
            await AttachAsync(container, volume, sandbox);
        }
    }

    /// <summary>Unmounts them. None there: success.</summary>
    public Task DetachAsync(ContainerId id, CancellationToken cancellationToken) =>
        Directory.Exists(paths.MappedMounts(id)) ? mounts.UnmountTreeAsync(paths.MappedMounts(id), cancellationToken) : Task.CompletedTask;

    private async Task AttachAsync(ContainerRecord container, MappedVolume volume, SandboxRecord sandbox)
    {
        var mappings = PodUserNamespace.Of(container.Config.Mounts[volume.Mount])!;
        if (mappings == PodUserNamespace.Of(sandbox.Config))
        {
            await BindAsync(container, volume, sandbox.Facts.Namespaces.User!);
            return;
        }

        await using var own = await userNamespaces.CreateAsync(mappings, CancellationToken.None);
        await BindAsync(container, volume, own.Path);
    }

    private Task BindAsync(ContainerRecord container, MappedVolume volume, string userNamespace)
    {
        var follows = container.Config.Mounts[volume.Mount].Propagation == Cri.MountPropagation.PropagationHostToContainer;
        return mounts.BindMappedAsync(
            new MappedBind(volume.Source, At(container.Id, volume.Mount), userNamespace, follows), CancellationToken.None);
    }

    private string At(ContainerId id, int index) => Path.Combine(paths.MappedMounts(id), $"{index}");
}
