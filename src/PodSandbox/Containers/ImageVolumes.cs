using System.Text;
using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Images;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The directories that an image declares as volumes: made in the container's writable layer where they are missing. The image chose the
/// paths and what lies on them, so links lead nowhere but inside its root.
/// </summary>
internal static class ImageVolumes
{
    private const uint DirectoryMode = 0x1ED; // 0755

    private const ResolveModes InsideOnly = ResolveModes.InRoot | ResolveModes.NoMagicLinks;

    /// <param name="rootfs">Where the container's root is mounted.</param>
    /// <param name="volumes">Paths inside it.</param>
    /// <param name="areBound">
    /// The OCI runtime is about to bind these paths by name, on the host's side of the root (read-only roots): then no link at all is let through.
    /// </param>
    /// <param name="map">The root's mapping: on a mapped root only those it maps can make anything.</param>
    public static Task EnsureAsync(string rootfs, IReadOnlyList<string> volumes, bool areBound, IdMap? map)
    {
        if (volumes.Count == 0)
        {
            return Task.CompletedTask;
        }

        return DedicatedThread.RunAsync("image volumes", () =>
        {
            if (map is not null)
            {
                ThreadIdentity.Become(map.RootUid, map.RootGid);
            }

            Ensure(rootfs, volumes, areBound);
        });
    }

    private static void Ensure(string rootfs, IReadOnlyList<string> volumes, bool areBound)
    {
        using var root = Open.Directory(rootfs);
        foreach (var volume in volumes)
        {
            Ensure(root, volume, areBound ? InsideOnly | ResolveModes.NoSymbolicLinks : InsideOnly);
        }
    }

    private static void Ensure(SafeFileHandle root, string volume, ResolveModes resolve)
    {
        var walked = ".";
        foreach (var name in volume.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = Below(root, walked, volume, resolve);
            walked = $"{walked}/{name}";
            if (Open.TryWithin(root, Encoding.UTF8.GetBytes(walked), OpenModes.Directory, resolve, out var existing) == Errno.NoEntry)
            {
                Entries.Check(Entries.TryMakeDirectory(parent, Encoding.UTF8.GetBytes(name), DirectoryMode), "make image volume", Encoding.UTF8.GetBytes(volume));
            }

            existing.Dispose();
        }

        Below(root, walked, volume, resolve).Dispose();
    }

    private static SafeFileHandle Below(SafeFileHandle root, string path, string volume, ResolveModes resolve)
    {
        var errno = Open.TryWithin(root, Encoding.UTF8.GetBytes(path), OpenModes.Directory, resolve, out var directory);
        return errno == Errno.None
            ? directory
            : throw new FailureException(FailureKind.Unknown, $"image volume {volume}: in the image it is no directory, or a link that cannot be followed");
    }
}
