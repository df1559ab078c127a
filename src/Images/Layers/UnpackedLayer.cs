namespace CriSharp.Images.Layers;

/// <summary>What a layer turned out to be once it was on disk.</summary>
/// <param name="Bytes">Of whole blocks.</param>
/// <param name="Inodes">Files, directories and the rest.</param>
/// <param name="Implied">Directories without an entry of their own, as Latin-1: what they look like is the lower layers' matter.</param>
/// <param name="IsRootOpaque">Nothing of the layers below shows.</param>
/// <param name="DescribesRoot">It has an entry for the root itself, so its directory looks like the image's root.</param>
internal sealed record UnpackedLayer(long Bytes, long Inodes, IReadOnlyCollection<string> Implied, bool IsRootOpaque, bool DescribesRoot);
