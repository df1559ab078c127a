using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Snapshots;

/// <summary>Mounts the layers of an image with a snapshot on top.</summary>
internal static class OverlayMount
{
    private const int LongestOptions = 4095; // a page, with the NUL: mount(2)
    private const string Empty = "../empty";

    /// <summary>
    /// Mounts at <paramref name="target"/>. The options name the layers relative to their directory, so that hundreds fit; that needs a thread
    /// with a working directory of its own.
    /// </summary>
    internal static Task MountAsync(StorePaths paths, IReadOnlyList<Layer> lowers, string key, string target, string? label) =>
        DedicatedThread.RunAsync("mount overlay", () =>
        {
            ThreadFileContext.Separate();
            ThreadFileContext.ChangeDirectory(paths.Layers);
            MountPoint.Overlay(target, Options(lowers, key, label));
            try
            {
                MountPoint.MakePrivate(target);
            }
            catch (LinuxException)
            {
                MountPoint.Unmount(target, UnmountModes.Detach);
                throw;
            }
        });

    /// <summary>The same with owners shown as <paramref name="map"/> says.</summary>
    internal static async Task MountMappedAsync(StorePaths paths, IReadOnlyList<Layer> lowers, string key, string target, IdMap map, string? label)
    {
        var options = Options(lowers, key, label);
        using var overlay = await DedicatedThread.RunAsync("mount overlay", () => MappedOverlay.Make(paths, options, map));
        overlay.Propagate(MountModes.Private);
        overlay.Attach(target);
    }

    /// <summary>Nothing mounted there, or no such place: nothing to do. A busy mount is detached.</summary>
    internal static void Unmount(string target)
    {
        try
        {
            MountPoint.Unmount(target);
        }
        catch (LinuxException e) when (e.Errno is Errno.InvalidArgument or Errno.NoEntry)
        {
        }
        catch (LinuxException e) when (e.Errno == Errno.Busy)
        {
            MountPoint.Unmount(target, UnmountModes.Detach);
        }
    }

    /// <summary>The option string, read in the directory of the layers. Without <c>index</c>, layers may be shared by any number of mounts.</summary>
    internal static string Options(IReadOnlyList<Layer> lowers, string key, string? label = null) =>
        OptionsWith(lowers, $"../snapshots/{key}", label);

    /// <summary>The same with <c>upper</c> and <c>work</c> of any directory of the store.</summary>
    internal static string OptionsWith(IReadOnlyList<Layer> lowers, string directory, string? label = null) =>
        Checked($"lowerdir={Lowers(lowers)},upperdir={directory}/upper,workdir={directory}/work,index=off{MountContext.Option(label)}");

    /// <summary>The same without a directory to write to; overlayfs then wants at least two below.</summary>
    internal static string ReadOnlyOptions(IReadOnlyList<Layer> lowers) =>
        Checked($"lowerdir={Lowers(lowers)}:{Empty},index=off");

    private static string Lowers(IReadOnlyList<Layer> lowers) => lowers.Count == 0 ? Empty : string.Join(':', lowers.Select(layer => layer.Number));

    private static string Checked(string options) => options.Length <= LongestOptions
        ? options
        : throw new FailureException(FailureKind.Unknown, "mount overlay: the image has more layers than one mount can name");
}
