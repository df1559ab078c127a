using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Snapshots;

/// <summary>An overlay whose layers all show their owners as a user namespace maps them: nothing is copied, no owner changed on disk.</summary>
internal static class MappedOverlay
{
    /// <summary>
    /// Mounts it, with options as <see cref="OverlayMount"/> makes them, and returns it detached. Only for a dedicated thread: the store's
    /// mapped copy is mounted where only that thread sees it (overlayfs before Linux 6.15 takes no layers of a mount that is nowhere), so it
    /// goes with the thread, however that ends.
    /// </summary>
    internal static DetachedMount Make(StorePaths paths, string options, IdMap map)
    {
        ThreadFileContext.SeparateMounts();
        MountPoint.MakeSlave("/", recursive: true); // private, this copy would keep busy what the node unmounts
        using (var store = DetachedMount.Of(paths.Root))
        {
            Map(store, paths.Root, map);
            store.Attach(paths.View);
        }

        ThreadFileContext.ChangeDirectory(Path.Combine(paths.View, Path.GetFileName(paths.Layers)));
        // overlayfs creates files as the one who mounted it, and the mapped layers take none from somebody they cannot map.
        ThreadIdentity.Become(map.RootUid, map.RootGid);
        MountPoint.Overlay(paths.View, options);
        return DetachedMount.Of(paths.View);
    }

    private static void Map(DetachedMount store, string root, IdMap map)
    {
        try
        {
            store.MapIds(map.UserNamespace);
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"map ids of {root}: kernel or file system cannot: {e.Message}", e);
        }
    }
}
