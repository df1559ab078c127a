using System.Collections.Immutable;

namespace CriSharp.Images.Store;

/// <summary>All images at one moment, immutable: what lists and look-ups are answered from. Pure.</summary>
internal sealed record ImageCatalog(
    ImmutableSortedDictionary<string, ImageRecord> ById,
    ImmutableDictionary<string, string> IdByName,
    ImmutableDictionary<string, IReadOnlyList<Layer>> StackById)
{
    private const int ShortestPrefix = 3;

    internal static ImageCatalog Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, ImageRecord>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, IReadOnlyList<Layer>>(StringComparer.Ordinal));

    /// <summary>By id, name, or prefix of an id; see <see cref="IImages.Find"/>.</summary>
    internal ImageRecord? Find(string reference)
    {
        var hex = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference["sha256:".Length..] : reference;
        if (ById.TryGetValue($"sha256:{hex}", out var exact))
        {
            return exact;
        }

        if (Reference.TryParse(reference, out var name) && IdByName.TryGetValue(name.ToString(), out var id))
        {
            return ById[id];
        }

        return hex.Length >= ShortestPrefix && hex.All(char.IsAsciiHexDigitLower) ? OnlyOne($"sha256:{hex}") : null;
    }

    /// <summary>With the image, and with these names given to it, taken from whoever had them. <paramref name="stack"/> is what is mounted for it.</summary>
    internal ImageCatalog With(ImageRecord image, IReadOnlyList<Layer> stack, IReadOnlyCollection<string> names)
    {
        var byId = ById.SetItem(image.Id, ById.GetValueOrDefault(image.Id) ?? image);
        foreach (var other in byId.Values.Where(other => other.Id != image.Id && (other.Tags.Any(names.Contains) || other.Digests.Any(names.Contains))).ToList())
        {
            byId = byId.SetItem(other.Id, other with { Tags = [.. other.Tags.Except(names)], Digests = [.. other.Digests.Except(names)] });
        }

        var named = byId[image.Id];
        byId = byId.SetItem(image.Id, named with
        {
            Tags = [.. named.Tags.Union(names.Where(name => !IsDigest(name))).Order(StringComparer.Ordinal)],
            Digests = [.. named.Digests.Union(names.Where(IsDigest)).Order(StringComparer.Ordinal)],
        });
        return new ImageCatalog(
            byId, IdByName.SetItems(names.Select(name => KeyValuePair.Create(name, image.Id))), StackById.SetItem(image.Id, stack));
    }

    internal ImageCatalog Without(ImageRecord image) => new(ById.Remove(image.Id), IdByName.RemoveRange(image.Tags.Concat(image.Digests)), StackById.Remove(image.Id));

    internal static bool IsDigest(string name) => name.Contains('@');

    private ImageRecord? OnlyOne(string prefix)
    {
        var matches = ById.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Take(2).ToList();
        return matches.Count == 1 ? matches[0].Value : null;
    }
}
