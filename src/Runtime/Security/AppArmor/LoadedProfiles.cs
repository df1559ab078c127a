namespace CriSharp.Runtime.Security.AppArmor;

/// <summary>The kernel's list of profiles, a line each: <c>name (mode)</c>. Names may have spaces and brackets in them.</summary>
internal static class LoadedProfiles
{
    public static IReadOnlySet<string> Parse(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var mode ? line[..mode] : line)
        .ToHashSet(StringComparer.Ordinal);
}
