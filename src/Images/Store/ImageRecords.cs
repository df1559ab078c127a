namespace CriSharp.Images.Store;

/// <summary>Makes the record of an image of what is stored. Pure.</summary>
internal static class ImageRecords
{
    /// <summary>Without names, which the catalogue adds.</summary>
    internal static ImageRecord Of(string id, string configJson, IReadOnlyList<Layer> layers, DateTimeOffset storedAt) => new()
    {
        Id = id,
        // The configuration counts too: an image without layers is there as well, and a size of 0 would make the kubelet refuse it.
        SizeBytes = configJson.Length + layers.Distinct().Sum(layer => layer.Content.Bytes),
        Config = ImageConfigs.Of(configJson),
        Layers = [.. layers.Where(layer => !DirectoryPatch.Is(layer)).Select(layer => layer.DiffId)],
        StoredAt = storedAt,
    };
}
