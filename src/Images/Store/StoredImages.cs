using System.Collections.Immutable;

namespace CriSharp.Images.Store;

/// <summary>What a store begins with after recovery.</summary>
internal sealed record StoredImages(LayerStore Layers, ImageCatalog Catalog, ImmutableDictionary<string, IReadOnlyList<Layer>> Snapshots);
