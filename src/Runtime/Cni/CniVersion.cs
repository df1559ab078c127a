namespace CriSharp.Runtime.Cni;

/// <summary>The versions of the CNI specification that this runtime speaks.</summary>
internal static class CniVersion
{
    /// <summary>The first with prevResult in DEL.</summary>
    internal const string PreviousResultInDelete = "0.4.0";

    /// <summary>The first with the verbs GC and STATUS.</summary>
    internal const string StatusAndGarbageCollection = "1.1.0";

    private static readonly string[] Known = ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]; // oldest first

    /// <summary>Whether <paramref name="version"/> is one that this runtime speaks.</summary>
    internal static bool IsKnown(string version) => Known.Contains(version);

    /// <summary>Whether a known version is <paramref name="other"/> or a later one.</summary>
    internal static bool IsAtLeast(string version, string other) => Array.IndexOf(Known, version) >= Array.IndexOf(Known, other);

    /// <summary>The known ones of <paramref name="versions"/>, the newest first.</summary>
    internal static IReadOnlyList<string> NewestFirst(IEnumerable<string> versions) =>
        [.. versions.Where(IsKnown).Distinct().OrderByDescending(version => Array.IndexOf(Known, version))];

    /// <summary>For messages: <c>0.3.0 … 1.1.0</c>.</summary>
    internal static string Range => $"{Known[0]} … {Known[^1]}";
}
