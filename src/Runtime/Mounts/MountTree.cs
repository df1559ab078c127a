using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;

namespace CriSharp.Runtime.Mounts;

/// <summary>Everything mounted at a directory or below it.</summary>
internal static class MountTree
{
    /// <summary>
    /// Unmounts all of it, the deepest first; what stays busy is detached. Returns when nothing is left, which may be at once.
    /// </summary>
    internal static void Unmount(string directory)
    {
        var modes = UnmountModes.None;
        while (MountInfo.ReadAtOrBelow(directory) is [var first, ..] left)
        {
            if (UnmountOnce(left, modes))
            {
                continue;
            }

            modes = modes == UnmountModes.None
                ? UnmountModes.Detach
                : throw new FailureException(FailureKind.Internal, $"unmount {directory}: {left.Count} mounts remain, the first at {first.MountPoint}");
        }
    }

    // One pass; whether it got rid of any. More than one is needed when a mount covers the path of another: the covered one has to wait.
    private static bool UnmountOnce(IReadOnlyList<MountInfo> mounts, UnmountModes modes)
    {
        var any = false;
        foreach (var mount in mounts.Reverse().OrderByDescending(mount => mount.MountPoint.Length))
        {
            any |= TryUnmount(mount.MountPoint, modes);
        }

        return any;
    }

    private static bool TryUnmount(string path, UnmountModes modes)
    {
        try
        {
            MountPoint.Unmount(path, modes);
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.Busy or Errno.InvalidArgument or Errno.NoEntry or Errno.NotDirectory)
        {
            return false; // busy; or covered by another mount, or unmounted by someone else meanwhile
        }
    }
}
