using System.Text;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Mounts;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The paths that an image declares as volumes: places in the container's writable layer with what the image has there, made where they are
/// missing, and gone with the container. The image chose the paths and what lies on them, so links lead nowhere but inside its root.
/// </summary>
internal static class DeclaredVolumes
{
    private const uint DirectoryMode = 0x1ED; // 0755

    private const ResolveModes InsideOnly = ResolveModes.InRoot | ResolveModes.NoMagicLinks;

    /// <summary>Those that the container will see: a mount of its configuration at the same place or above hides one.</summary>
    public static IReadOnlyList<string> Visible(IReadOnlyList<string> declared, IEnumerable<Cri.Mount> mounts)
    {
        var taken = mounts.Select(mount => ContainerPath.Clean(mount.ContainerPath)).ToList();
        return [.. declared.Where(volume => !taken.Any(path => ContainerPath.IsAtOrBelow(ContainerPath.Clean(volume), path)))];
    }

    /// <summary>
    /// Makes sure that each is there. <paramref name="writableAt"/> gives a place on the host for each where it can be written to although the
    /// root will be read-only; null: the root is writable.
    /// </summary>
    /// <param name="rootfs">Where the container's root is mounted.</param>
    /// <param name="volumes">Paths inside it.</param>
    /// <param name="writableAt">The place for the volume of this number.</param>
    /// <param name="map">The root's mapping: on a mapped root only those it maps can make anything.</param>
    public static Task EnsureAsync(string rootfs, IReadOnlyList<string> volumes, Func<int, string>? writableAt, IdMap? map) => volumes.Count == 0
        ? Task.CompletedTask
        : DedicatedThread.RunAsync("declared volumes", () =>
        {
            if (map is not null)
            {
                ThreadIdentity.Become(map.RootUid, map.RootGid);
            }

            Ensure(rootfs, volumes, writableAt);
        });

    private static void Ensure(string rootfs, IReadOnlyList<string> volumes, Func<int, string>? writableAt)
    {
        using var root = Open.Directory(rootfs);
        foreach (var (number, volume) in volumes.Index())
        {
            using var place = Ensure(root, volume);
            if (writableAt is not null)
            {
                Bind(place, writableAt(number));
            }
        }
    }

    private static SafeFileHandle Ensure(SafeFileHandle root, string volume)
    {
        var parent = Below(root, ".", volume);
        var walked = ".";
        foreach (var name in volume.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            walked = $"{walked}/{name}";
            if (Open.TryWithin(root, Encoding.UTF8.GetBytes(walked), OpenModes.PathOnly, InsideOnly, out var existing) == Errno.NoEntry)
            {
                Entries.Check(Entries.TryMakeDirectory(parent, Encoding.UTF8.GetBytes(name), DirectoryMode), "make image volume", Encoding.UTF8.GetBytes(volume));
            }

            existing.Dispose();
            parent.Dispose();
            parent = Below(root, walked, volume);
        }

        return parent;
    }

    private static SafeFileHandle Below(SafeFileHandle root, string path, string volume)
    {
        var errno = Open.TryWithin(root, Encoding.UTF8.GetBytes(path), OpenModes.PathOnly, InsideOnly, out var place);
        if (errno == Errno.None && FileStatus.Of(place).Kind is FileKind.Directory or FileKind.Regular)
        {
            return place;
        }

        place.Dispose();
        throw new FailureException(FailureKind.Unknown, $"volume {volume} of the image: what the image has there is no directory or file");
    }

    private static void Bind(SafeFileHandle place, string target)
    {
        MountTarget.Make(target, FileStatus.Of(place).Kind == FileKind.Directory);
        MountPoint.Bind(OpenedPath.Reference(place), target);
    }
}
