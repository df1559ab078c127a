using CriSharp.Images.Store;
using CriSharp.Linux.Files;

namespace CriSharp.Images.Snapshots;

/// <summary>The directory of a snapshot: <c>upper</c>, what the container writes, and <c>work</c>, overlayfs's own.</summary>
internal static class SnapshotDirectory
{
    /// <summary>Makes it; nothing is left if that fails.</summary>
    internal static void Create(StorePaths paths, string key, IReadOnlyList<Layer> lowers)
    {
        var path = paths.Snapshot(key);
        Directory.CreateDirectory(path);
        try
        {
            using var directory = Open.Directory(path);
            Entries.MakeDirectory(directory, "work"u8, 0b111_000_000);
            Entries.MakeDirectory(directory, "upper"u8, 0b111_101_101);
            DressLikeRoot(directory, lowers.FirstOrDefault(layer => layer.Content.DescribesRoot) is { } layer ? paths.Layer(layer.Number) : null);
        }
        catch
        {
            Directory.Delete(path, recursive: true);
            throw;
        }
    }

    // The root of an overlay looks like that of its upper directory.
    private static void DressLikeRoot(Microsoft.Win32.SafeHandles.SafeFileHandle directory, string? topLayer)
    {
        Attributes.SetMode(directory, "upper"u8, 0b111_101_101);
        if (topLayer is not null)
        {
            using var top = Open.Directory(topLayer);
            var root = FileStatus.Of(top);
            Attributes.SetOwner(directory, "upper"u8, root.Owner, root.Group);
            Attributes.SetMode(directory, "upper"u8, root.Mode);
        }
    }
}
