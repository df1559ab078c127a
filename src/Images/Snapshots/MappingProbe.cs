using CriSharp.Failures;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Snapshots;

/// <summary>Finds out whether kernel and file system can do what <see cref="MappedOverlay"/> asks of them, by doing it.</summary>
internal static class MappingProbe
{
    private const uint DirectoryMode = 0b111_101_101;

    /// <summary>What keeps it from working; null: it works.</summary>
    internal static async Task<string?> RunAsync(StorePaths paths, IdMap map)
    {
        var name = $"probe-{Guid.NewGuid():N}";
        var scratch = Path.Combine(paths.Trash, name);
        try
        {
            return await DedicatedThread.RunAsync("probe mapped overlay", () => Run(paths, scratch, map));
        }
        catch (FailureException e)
        {
            return e.Message;
        }
        catch (LinuxException e)
        {
            return $"overlay below {paths.Root}: {e.Message}";
        }
        finally
        {
            await paths.DiscardAsync(scratch);
        }
    }

    private static string? Run(StorePaths paths, string scratch, IdMap map)
    {
        Directory.CreateDirectory(scratch);
        using var directory = Open.Directory(scratch);
        Entries.MakeDirectory(directory, "work"u8, DirectoryMode);
        Entries.MakeDirectory(directory, "upper"u8, DirectoryMode);
        var options = OverlayMount.OptionsWith([], $"../{Path.GetFileName(paths.Trash)}/{Path.GetFileName(scratch)}");
        using var overlay = MappedOverlay.Make(paths, options, map);

        // This thread, now the mapped root, still sees the overlay at the store's view.
        using var view = Open.Directory(paths.View);
        Entries.MakeDirectory(view, "made"u8, DirectoryMode);
        var onDisk = FileStatus.Of(directory, "upper/made"u8)?.Owner;
        return onDisk == 0 ? null : $"{paths.Root}: what root of a user namespace makes belongs to {onDisk} on disk";
    }
}
