using System.Text;
using CriSharp.Images.Layers;
using CriSharp.Images.Snapshots;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Store;

/// <summary>
/// Repairs what a layer does to directories that it uses without describing them. Unpacked by itself, a layer that holds only
/// <c>tmp/file</c> needs a directory <c>tmp</c>, and in the overlay that one's mode and owner would cover those of the real <c>/tmp</c> below.
/// Where that changes something, the image gets one more layer on top, of directories only, with the attributes that they ought to have.
/// </summary>
internal sealed class DirectoryPatch(StorePaths paths, LayerStore store)
{
    private const string Prefix = "directories:";

    /// <summary>Directories times layers to look into: an image that wants more is built to keep us busy, and goes unrepaired.</summary>
    private const long MostLooks = 1_000_000;

    /// <summary>Whether this is no layer of the image but such a repair.</summary>
    internal static bool Is(Layer layer) => layer.DiffId.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The stack with the repair on top, if it needs one; the repair has one user, as each layer has.</summary>
    internal async Task<IReadOnlyList<Layer>> ApplyAsync(string imageId, IReadOnlyList<Layer> stack, CancellationToken cancellationToken)
    {
        var implied = stack.Sum(layer => (long)layer.Content.Implied.Count);
        if (implied == 0 || implied * stack.Count > MostLooks)
        {
            return stack;
        }

        if (store.TryUse(Prefix + imageId) is { } present)
        {
            return [.. stack, present];
        }

        var attributes = await DedicatedThread.RunAsync("patch directories", () => Needed(LowerLayers.Of(stack), cancellationToken));
        return attributes.Count == 0 ? stack : [.. stack, await MakeAsync(imageId, attributes)];
    }

    // Parents come before what is in them, and are in it too: they would cover the real ones just the same.
    private SortedDictionary<string, FileStatus> Needed(IReadOnlyList<Layer> lowers, CancellationToken cancellationToken)
    {
        var stack = new DirectoryStack(paths, lowers);
        var needed = new SortedDictionary<string, FileStatus>(StringComparer.Ordinal);
        foreach (var path in lowers.SelectMany(layer => layer.Content.Implied).Distinct())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stack.CoveredAttributes(path) is { } covered && !IsDefault(covered))
            {
                needed[path] = covered;
            }
        }

        foreach (var parent in needed.Keys.SelectMany(Parents).Distinct().Except(needed.Keys).ToList())
        {
            needed[parent] = stack.VisibleAttributes(parent);
        }

        return needed;
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static bool IsDefault(FileStatus status) => status is { Mode: LayerTree.ImpliedMode, Owner: 0, Group: 0 };

    private async Task<Layer> MakeAsync(string imageId, SortedDictionary<string, FileStatus> attributes)
    {
        var number = store.NextNumber();
        var directory = paths.Layer(number);
        Directory.CreateDirectory(directory);
        try
        {
            using var root = Open.Directory(directory);
            foreach (var (path, status) in attributes)
            {
                var name = Encoding.Latin1.GetBytes(path);
                Entries.MakeDirectory(root, name, status.Mode);
                Attributes.SetOwner(root, name, status.Owner, status.Group);
                Attributes.SetMode(root, name, status.Mode);
            }

            var measure = new LayerMeasure();
            foreach (var _ in attributes)
            {
                measure.AddInode(1);
            }

            return await store.AdoptAsync(number, Prefix + imageId, new UnpackedLayer(measure.Bytes, measure.Inodes, [], false, false));
        }
        catch
        {
            await paths.DiscardAsync(directory);
            throw;
        }
    }
}
