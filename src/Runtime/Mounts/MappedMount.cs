using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Mounts;

/// <summary>Makes a <see cref="MappedBind"/>; what cannot be mapped is refused, never mounted as it is.</summary>
internal static class MappedMount
{
    internal static void Make(MappedBind bind)
    {
        using var tree = DetachedMount.Of(bind.Source, recursive: true);
        Map(tree, bind);
        // Never shared: taking a copy down that shares with its source would take down what is mounted there.
        tree.Propagate(bind.FollowsSource ? MountModes.Slave : MountModes.Private);
        MountTarget.Make(bind.Target, Directory.Exists(bind.Source));
        tree.Attach(bind.Target);
    }

    private static void Map(DetachedMount tree, MappedBind bind)
    {
        try
        {
            tree.MapIds(bind.UserNamespace);
        }
        catch (LinuxException e) when (e.Errno is Errno.InvalidArgument or Errno.NotPermitted or Errno.NotImplemented)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"map ids of {bind.Source}: {Culprit(bind)}", e);
        }
    }

    // The kernel says no to the whole tree; which mount it is takes asking one by one.
    private static string Culprit(MappedBind bind)
    {
        var mounts = MountInfo.Read();
        var at = mounts.Where(mount => IsAtOrAbove(mount.MountPoint, bind.Source)).MaxBy(mount => mount.MountPoint.Length);
        var below = MountInfo.ReadAtOrBelow(bind.Source).Where(mount => mount.MountPoint != bind.Source && !CanMap(mount.MountPoint, bind.UserNamespace));
        return (at is not null && !CanMap(bind.Source, bind.UserNamespace) ? at : below.FirstOrDefault()) is { } culprit
            ? $"the kernel cannot map those of {culprit.Type} at {culprit.MountPoint}"
            : "the kernel cannot map those of all mounts below";
    }

    private static bool IsAtOrAbove(string mountPoint, string path) =>
        path == mountPoint || path.StartsWith(mountPoint.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static bool CanMap(string path, string userNamespace)
    {
        try
        {
            using var mount = DetachedMount.Of(path);
            mount.MapIds(userNamespace);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
