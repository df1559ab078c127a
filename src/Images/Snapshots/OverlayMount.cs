using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Snapshots;

/// <summary>Mounts the layers of an image with a snapshot on top, to be written to or only to be read.</summary>
internal static class OverlayMount
{
    private const int LongestOptions = 4095; // a page, with the NUL: mount(2)
    private const string Empty = "../empty";

    /// <summary>
    /// Mounts at <paramref name="target"/>, with owners shown as <paramref name="map"/> says if there is one. The options name the layers relative to their directory, so that hundreds fit; that needs a thread
    /// with a working directory of its own.
    /// </summary>
    internal static Task MountAsync(StorePaths paths, string options, string target, IdMap? map) =>
        map is null ? MountAsync(paths, options, target) : MountMappedAsync(paths, options, target, map);

    private static Task MountAsync(StorePaths paths, string options, string target) =>
        DedicatedThread.RunAsync("mount overlay", () =>
        {
            ThreadFileContext.Separate();
            ThreadFileContext.ChangeDirectory(paths.Layers);
            MountPoint.Overlay(target, options);
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

    private static async Task MountMappedAsync(StorePaths paths, string options, string target, IdMap map)
    {
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

    /// <summary>
    /// The same without a directory to write to, which makes it read-only for good. The snapshot's own, which is empty, is the topmost layer: the root looks as the image has it,
    /// and there are two of them at least, as overlayfs wants it.
    /// </summary>
    internal static string ViewOptions(IReadOnlyList<Layer> lowers, string key, string? label = null) =>
        Checked($"lowerdir=../snapshots/{key}/upper:{Lowers(lowers)},index=off{MountContext.Option(label)}");

    /// <summary>An image without a snapshot, to be looked at; overlayfs then wants at least two layers below.</summary>
    internal static string ReadOnlyOptions(IReadOnlyList<Layer> lowers) =>
        Checked($"lowerdir={Lowers(lowers)}:{Empty},index=off");

    private static string Lowers(IReadOnlyList<Layer> lowers) => lowers.Count == 0 ? Empty : string.Join(':', lowers.Select(layer => layer.Number));

    private static string Checked(string options) => options.Length <= LongestOptions
        ? options
        : throw new FailureException(FailureKind.Unknown, "mount overlay: the image has more layers than one mount can name");
}
