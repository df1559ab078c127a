using System.Text;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Mounts;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Images mounted into containers as read-only trees (KEP-4639): each is a snapshot that nobody writes to, which holds the image's layers
/// until the container is removed, mounted below the container's bundle from its creation to its end.
/// </summary>
public sealed class ImageVolumes(IImages images, ISnapshots snapshots, IPodMounts mounts, NodePaths paths)
{
    private const char Separator = '.';

    /// <summary>Looks up the images that a configuration mounts; they must be on the node already.</summary>
    /// <exception cref="FailureException">ImageVolumeMountFailed: one is not.</exception>
    public IReadOnlyList<ImageVolume> Find(Cri.ContainerConfig config) =>
    [
        .. config.Mounts.Index().Where(mount => IsImage(mount.Item))
            .Select(mount => (mount.Index, Image: Find(mount.Item.Image.Image)))
            .Select(mount => new ImageVolume(mount.Index, mount.Image.Id, mount.Image.Ref)),
    ];

    /// <summary>Whether the mount shows an image and not a path of the node.</summary>
    public static bool IsImage(Cri.Mount mount) => mount.Image is { Image.Length: > 0 };

    /// <summary>Mounts all of them, with owners and labels as the container's root has them. What a failure leaves is found by its teardown.</summary>
    /// <exception cref="FailureException">ImageVolumeMountFailed.</exception>
    public async Task MountAsync(ContainerRecord container, SandboxRecord sandbox)
    {
        if (container.Facts.ImageVolumes.Count > 0)
        {
            PassableDirectory.Create(paths.Volumes(container.Id));
        }

        foreach (var volume in container.Facts.ImageVolumes)
        {
            var (key, target) = (Key(container.Id, volume), Target(container.Id, volume));
            await TryAsync(volume, async () =>
            {
                await snapshots.PrepareAsync(key, Find(volume.ImageId), CancellationToken.None);
                Directory.CreateDirectory(target);
                await snapshots.MountReadOnlyAsync(key, target, CancellationToken.None, RootMap.Of(sandbox), container.Facts.MountLabel);
            });
        }
    }

    /// <summary>The directory or file on the host that a mount of a mounted image shows; links were followed inside the image only.</summary>
    /// <exception cref="FailureException">ImageVolumeMountFailed: the image has no such sub path.</exception>
    public ResolvedMount Resolve(ContainerRecord container, int mount)
    {
        var volume = container.Facts.ImageVolumes.Single(volume => volume.Mount == mount);
        var config = container.Config.Mounts[mount];
        using var root = Open.Directory(Target(container.Id, volume));
        using var place = Within(root, config);
        // The tree cannot change any more, so its path, free of links, goes on meaning the same.
        return new ResolvedMount(config, OpenedPath.Of(place)) { IsDirectory = FileStatus.Of(place).Kind == FileKind.Directory };
    }

    /// <summary>Unmounts them, and the volumes that the container's own image declares. None there: success.</summary>
    public Task UnmountAsync(ContainerId container, CancellationToken cancellationToken) =>
        Directory.Exists(paths.Volumes(container)) ? mounts.UnmountTreeAsync(paths.Volumes(container), cancellationToken) : Task.CompletedTask;

    /// <summary>Gives up the layers; after the unmounting.</summary>
    public async Task RemoveAsync(ContainerRecord container, CancellationToken cancellationToken)
    {
        foreach (var volume in container.Facts.ImageVolumes)
        {
            await snapshots.RemoveAsync(Key(container.Id, volume), cancellationToken);
        }
    }

    /// <summary>The container that a snapshot belongs to, as its root or as one of its image volumes.</summary>
    public static ContainerId OwnerOf(string snapshot) => new(snapshot.Split(Separator)[0]);

    private static string Key(ContainerId container, ImageVolume volume) => $"{container}{Separator}{volume.Mount}";

    private string Target(ContainerId container, ImageVolume volume) => Path.Combine(paths.Volumes(container), $"image-{volume.Mount}");

    private ImageRecord Find(string image) =>
        images.Find(image) ?? throw new FailureException(FailureKind.ImageVolumeMountFailed, $"image {image} is not on this node");

    private static SafeFileHandle Within(SafeFileHandle root, Cri.Mount mount)
    {
        var path = mount.ImageSubPath.Length == 0 ? "." : mount.ImageSubPath;
        var errno = Open.TryWithin(
            root, Encoding.UTF8.GetBytes(path), OpenModes.PathOnly, ResolveModes.InRoot | ResolveModes.NoMagicLinks | ResolveModes.NoOtherMounts, out var place);
        return errno != Errno.None ? throw Failed(new LinuxException("open", path, errno).Message)
            : FileStatus.Of(place).Kind is FileKind.Directory or FileKind.Regular ? place
            : throw Failed($"{path}: neither a directory nor a file");

        FailureException Failed(string cause)
        {
            place.Dispose();
            return new FailureException(FailureKind.ImageVolumeMountFailed, $"image_sub_path of image {mount.Image.Image}: {cause}");
        }
    }

    private static async Task TryAsync(ImageVolume volume, Func<Task> mount)
    {
        try
        {
            await mount();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FailureException { Kind: not FailureKind.ImageVolumeMountFailed })
        {
            throw new FailureException(FailureKind.ImageVolumeMountFailed, $"image {volume.ImageId}: {e.Message}", e);
        }
    }
}
