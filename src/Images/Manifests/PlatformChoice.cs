using CriSharp.Failures;

namespace CriSharp.Images.Manifests;

/// <summary>Which manifest of an index is for this machine. Pure.</summary>
internal static class PlatformChoice
{
    /// <summary>The best of those that suit; entries without a platform, or with <c>unknown/unknown</c> (attestations), are no images.</summary>
    internal static Descriptor Choose(IReadOnlyList<Descriptor> manifests, Platform host) =>
        manifests
            .Where(IsCandidate)
            .Select(manifest => (manifest, suits: manifest.Platform is null ? 0 : host.Suits(manifest.Platform)))
            .Where(choice => choice.suits is not null)
            .OrderByDescending(choice => choice.suits)
            .Select(choice => choice.manifest)
            .FirstOrDefault()
        ?? throw NoVariant(host, manifests.Select(manifest => manifest.Platform).OfType<Platform>());

    /// <summary>Refuses a configuration that names another platform than this machine; one that names none passes.</summary>
    internal static void Check(ConfigDocument config, Platform host)
    {
        var platform = new Platform { Os = config.Os ?? "", Architecture = config.Architecture ?? "", Variant = config.Variant };
        if (platform is not { Os: "", Architecture: "" } && host.Suits(platform) is null)
        {
            throw NoVariant(host, [platform]);
        }
    }

    // An index with a lone manifest need not say the platform: the configuration does.
    private static bool IsCandidate(Descriptor manifest) =>
        (MediaTypes.IsManifest(manifest.MediaType) || MediaTypes.IsIndex(manifest.MediaType)) && manifest.Platform is not { Os: "unknown" };

    private static FailureException NoVariant(Platform host, IEnumerable<Platform> offered)
    {
        var names = offered.Where(platform => platform.Os != "unknown").Select(platform => platform.ToString()).Distinct().Take(20).ToList();
        var wanted = $"{host.Os}/{host.Architecture}";
        return new FailureException(
            FailureKind.NotFound,
            names.Count == 0 ? $"image has no {wanted} variant" : $"image has no {wanted} variant; it has {string.Join(", ", names)}");
    }
}
