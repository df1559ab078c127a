using System.Text.RegularExpressions;

namespace CriSharp.Runtime.Cdi;

/// <summary>The syntax of <c>vendor.com/class=device</c>: the specification's, and where that is silent its reference implementation's.</summary>
internal static partial class CdiNames
{
    private const int LongestVendor = 253;
    private const int LongestClass = 63;

    /// <summary>Vendor and class, as in <c>vendor.com/class</c>.</summary>
    public static bool IsKind(string kind) =>
        kind.Split('/') is [var vendor, var name]
        && vendor.Length <= LongestVendor && Vendor().IsMatch(vendor)
        && name.Length <= LongestClass && Class().IsMatch(name);

    /// <summary>The part behind the <c>=</c>.</summary>
    public static bool IsDevice(string name) => name.Length <= LongestVendor && Device().IsMatch(name);

    /// <summary>Whether a request names a device by kind and name.</summary>
    public static bool IsQualified(string name) => name.Split('=') is [var kind, var device] && IsKind(kind) && IsDevice(device);

    // The vendor is a DNS subdomain in the specification; underscores and capitals are in use and taken by everybody.
    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z")]
    private static partial Regex Vendor();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z")]
    private static partial Regex Class();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?\z")]
    private static partial Regex Device();
}
