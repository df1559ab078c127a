using CriSharp.Images.Store;

namespace CriSharp.Images.Snapshots;

/// <summary>The order in which overlayfs wants the layers of an image. Pure.</summary>
internal static class LowerLayers
{
    /// <summary>
    /// Topmost first. A layer that occurs twice is left out below, where it has no effect (overlayfs refuses the same directory twice); below a
    /// layer that hides everything, nothing is needed, and overlayfs does not look for that mark at the root.
    /// </summary>
    internal static IReadOnlyList<Layer> Of(IReadOnlyList<Layer> stack)
    {
        var lowers = new List<Layer>();
        foreach (var layer in stack.Reverse())
        {
            if (!lowers.Contains(layer))
            {
                lowers.Add(layer);
            }

            if (layer.Content.IsRootOpaque)
            {
                break;
            }
        }

        return lowers;
    }
}
