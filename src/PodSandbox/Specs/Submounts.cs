using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Mounts below volumes with mapped owners, bound one by one: in a user namespace crun 1.8 binds the volume alone, and would show what those
/// mounts hide on the node. Where the OCI runtime binds them itself it makes no difference.
/// </summary>
internal static class Submounts
{
    public static IEnumerable<Mount> Of(IReadOnlyList<ResolvedMount> mounts, Func<ResolvedMount, Mount> bind)
    {
        var volumes = mounts.Select(mount => ContainerPath.Clean(mount.Mount.ContainerPath)).ToList();
        return mounts.SelectMany((mount, i) => mount.Below
            .Select(below => mount with
            {
                Source = Path.Combine(mount.Source, below.Path),
                IsDirectory = below.IsDirectory,
                Mount = WithPlace(mount.Mount, $"{volumes[i]}/{below.Path}"),
            })
            // Another volume that is to be there, or above, comes instead.
            .Where(below => !volumes.Any(volume => volume.Length > volumes[i].Length && ContainerPath.IsAtOrBelow(below.Mount.ContainerPath, volume)))
            .Select(bind));
    }

    // Read-only without recursion means the volume's own mount, and not those below.
    private static Cri.Mount WithPlace(Cri.Mount volume, string place)
    {
        var mount = volume.Clone();
        mount.ContainerPath = place;
        mount.Readonly = volume.Readonly && volume.RecursiveReadOnly;
        return mount;
    }
}
