using System.Text.RegularExpressions;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>
/// What programs can do that are too old to have the <c>features</c> verb, by their <c>--version</c>: crun before 1.8.6 (Debian 12 has 1.8.1)
/// and runc before 1.1. From crun's NEWS file, and tried with 1.8.1.
/// </summary>
internal static partial class FeaturesByVersion
{
    private static readonly Version CrunRecursiveReadOnly = new(1, 4, 0);
    private static readonly Version CrunIdMappedMounts = new(1, 8, 1); // before, it read the mappings the other way round

    /// <summary>Reads the whole output of <c>--version</c>; an unknown program promises nothing.</summary>
    public static OciRuntimeFeatures Of(string text) => FirstLine().Match(text) is { Success: true } line
        ? line.Groups["name"].Value switch
        {
            "crun" => Crun(VersionOf(line), text),
            "runc" => new OciRuntimeFeatures { UserNamespaces = true },
            _ => OciRuntimeFeatures.Unknown,
        }
        : OciRuntimeFeatures.Unknown;

    // What crun was compiled with is on a line of its own: +SYSTEMD +SELINUX +APPARMOR …
    private static OciRuntimeFeatures Crun(Version version, string text) => new()
    {
        RecursiveReadOnlyMounts = version >= CrunRecursiveReadOnly,
        IdMappedMounts = version >= CrunIdMappedMounts,
        UserNamespaces = true,
        AppArmor = text.Contains("+APPARMOR", StringComparison.Ordinal),
        SeLinux = text.Contains("+SELINUX", StringComparison.Ordinal),
        Seccomp = text.Contains("+SECCOMP", StringComparison.Ordinal),
    };

    private static Version VersionOf(Match line) => new(Number(line, "major"), Number(line, "minor"), Number(line, "patch"));

    private static int Number(Match line, string part) => line.Groups[part] is { Success: true, Value: var digits } ? int.Parse(digits) : 0;

    [GeneratedRegex(@"\A(?<name>[a-z]+) version (?<major>\d{1,6})\.(?<minor>\d{1,6})(?:\.(?<patch>\d{1,6}))?")]
    private static partial Regex FirstLine();
}
