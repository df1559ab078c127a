using System.Text;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Images.Store;

/// <summary>Looks at one directory through a stack of layers, topmost first, as overlayfs would.</summary>
internal sealed class DirectoryStack(StorePaths paths, IReadOnlyList<Layer> lowers)
{
    private static ReadOnlySpan<byte> OpaqueAttribute => "trusted.overlay.opaque"u8;

    /// <summary>
    /// What the directory looks like in the topmost layer that describes it, if a layer above only uses it; null if what shows is right.
    /// </summary>
    internal FileStatus? CoveredAttributes(string path)
    {
        var isImplied = false;
        foreach (var layer in lowers)
        {
            var (status, isLast) = Look(layer, path);
            if (status is not null && !layer.Content.Implied.Contains(path))
            {
                return isImplied && status.Kind == FileKind.Directory ? status : null;
            }

            isImplied |= status is not null;
            if (isLast)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>What a directory that is known to be there looks like in the overlay.</summary>
    internal FileStatus VisibleAttributes(string path) => CoveredAttributes(path) ?? lowers.Select(layer => Look(layer, path).Status).OfType<FileStatus>().First();

    // The entry in this layer, and whether the layers below have no say: something on the way is opaque, or no directory.
    private (FileStatus? Status, bool IsLast) Look(Layer layer, string path)
    {
        using var root = Open.Directory(paths.Layer(layer.Number));
        FileStatus? status = null;
        for (var end = path.IndexOf('/'); ; end = path.IndexOf('/', end + 1))
        {
            var name = Encoding.Latin1.GetBytes(end < 0 ? path : path[..end]);
            status = FileStatus.Of(root, name);
            if (status is null)
            {
                return (null, false);
            }

            if (status.Kind != FileKind.Directory)
            {
                return (end < 0 ? status : null, true);
            }

            if (IsOpaque(root, name))
            {
                return (end < 0 ? status : Inner(root, path), true);
            }

            if (end < 0)
            {
                return (status, false);
            }
        }
    }

    private static FileStatus? Inner(SafeFileHandle root, string path) => FileStatus.Of(root, Encoding.Latin1.GetBytes(path));

    private static bool IsOpaque(SafeFileHandle root, byte[] path) => Attributes.GetExtended(root, path, OpaqueAttribute) is [(byte)'y'];
}
