using System.Globalization;
using CriSharp.Linux.Proc;

namespace CriSharp.Runtime.Cgroups;

/// <summary>Whether a cgroup file that reads otherwise than it was written still says the same; pure.</summary>
internal static class CgroupValue
{
    /// <summary>Compares what was asked for with what the file shows.</summary>
    public static bool IsSame(string file, string asked, string shown) =>
        asked == shown
        || (file.StartsWith("cpuset.", StringComparison.Ordinal) && SameList(asked, shown))
        || (Number(asked) is { } number && Number(shown) is { } found && SameNumber(file, number, found));

    // Version 1 shows no limit of memory as the highest number of whole pages; a limit is cut down to whole pages, of its own size for huge ones.
    private static bool SameNumber(string file, long asked, long shown)
    {
        var unit = UnitBytes(file);
        return asked < 0 ? shown < 0 || shown >= long.MaxValue - unit : shown == asked - (asked % unit) || shown == asked;
    }

    private static long UnitBytes(string file) => file.Split('.') switch
    {
        ["hugetlb", var size, ..] => PageBytes(size),
        ["memory", ..] => Environment.SystemPageSize,
        _ => 1,
    };

    private static long PageBytes(string size) => Number(size[..^2]) is not { } count ? 1 : size[^2..] switch
    {
        "KB" => count << 10,
        "MB" => count << 20,
        "GB" => count << 30,
        _ => 1,
    };

    private static bool SameList(string asked, string shown)
    {
        try
        {
            return CpuListFile.Ranges(asked).SequenceEqual(CpuListFile.Ranges(shown));
        }
        catch (FormatException)
        {
            return false; // The kernel shows lists only, so it is what was asked for that is none.
        }
    }

    private static long? Number(string text) => text == "max" ? -1
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
