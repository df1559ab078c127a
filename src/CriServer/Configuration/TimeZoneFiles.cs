using System.Text.RegularExpressions;

namespace CriSharp.CriServer.Configuration;

/// <summary>Finds the file of a time zone on this node (tzfile(5)).</summary>
internal static partial class TimeZoneFiles
{
    private const string Key = "containers.timeZone";
    private const string Zones = "/usr/share/zoneinfo/";
    private const string NodesOwn = "/etc/localtime";

    /// <summary>The file, links followed; null if <paramref name="zone"/> is empty.</summary>
    /// <exception cref="FormatException">There is no such zone here; the message begins with the key.</exception>
    public static string? Find(string zone)
    {
        if (zone.Length == 0)
        {
            return null;
        }

        var isNodesOwn = zone == "Local";
        var path = isNodesOwn ? NodesOwn
            : Name().IsMatch(zone) ? Zones + zone
            : throw new FormatException($"{Key}: \"{zone}\" is not a time zone's name");
        var file = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : null;
        return file is null ? throw new FormatException($"{Key}: {path} is not there (package tzdata)")
            : !isNodesOwn && !file.StartsWith(Zones, StringComparison.Ordinal) ? throw new FormatException($"{Key}: {path} leads out of {Zones}")
            : IsTimeZone(file) ? file
            : throw new FormatException($"{Key}: {file} is not a time zone's file");
    }

    private static bool IsTimeZone(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> magic = stackalloc byte[4];
        return RandomAccess.Read(file, magic, fileOffset: 0) == magic.Length && magic.SequenceEqual("TZif"u8);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}\z")]
    private static partial Regex Name();
}
