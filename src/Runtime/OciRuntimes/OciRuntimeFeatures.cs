using System.Text.Json;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>What an OCI runtime can do beyond the basics, as its <c>features</c> verb tells (the OCI runtime specification's features.md).</summary>
public sealed record OciRuntimeFeatures
{
    /// <summary>What may be relied on where nothing is known of the program.</summary>
    public static OciRuntimeFeatures Unknown { get; } = new();

    /// <summary>Mounts that are read-only with everything below them (mount option <c>rro</c>); the kernel must be 5.12 or later, too.</summary>
    public bool RecursiveReadOnlyMounts { get; init; }

    /// <summary>Mounts with a mapping of user ids of their own.</summary>
    public bool IdMappedMounts { get; init; }

    /// <summary>Containers in a user namespace.</summary>
    public bool UserNamespaces { get; init; }

    /// <summary>Compiled with AppArmor.</summary>
    public bool AppArmor { get; init; }

    /// <summary>Compiled with SELinux.</summary>
    public bool SeLinux { get; init; }

    /// <summary>Compiled with seccomp.</summary>
    public bool Seccomp { get; init; }

    /// <summary>Reads the verb's output; what is not JSON of that shape promises nothing: <see cref="Unknown"/>.</summary>
    public static OciRuntimeFeatures Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FeaturesJson.Default.FeaturesDocument) is { } document ? Of(document) : Unknown;
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    private static OciRuntimeFeatures Of(FeaturesDocument document) => new()
    {
        RecursiveReadOnlyMounts = Has(document.MountOptions, "rro"),
        IdMappedMounts = IsOn(document.Linux?.MountExtensions?.Idmap),
        UserNamespaces = Has(document.Linux?.Namespaces, "user"),
        AppArmor = IsOn(document.Linux?.Apparmor),
        SeLinux = IsOn(document.Linux?.Selinux),
        Seccomp = IsOn(document.Linux?.Seccomp),
    };

    private static bool Has(IReadOnlyList<string>? names, string name) => names is not null && names.Contains(name);

    private static bool IsOn(FeaturesDocument.Part? part) => part?.Enabled == true;
}
