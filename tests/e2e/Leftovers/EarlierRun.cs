using System.Diagnostics;
using System.Text.RegularExpressions;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>Finds and clears away what nodes of the tests have left on the machine, whether they ended well or were cut off.</summary>
public static partial class EarlierRun
{
    /// <summary>Everything on the machine that bears the tests' prefix, in words.</summary>
    public static IReadOnlyList<string> Find() =>
    [
        .. Directory.GetDirectories(NodeNames.Parent, NodeNames.Prefix + "*"),
        .. ProcessTable.All().Where(process => process.CommandLine.Contains(NodeNames.Root(""), StringComparison.Ordinal)).Select(process => process.ToString()),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(NodeNames.Root(""), StringComparison.Ordinal)),
        .. CgroupTrees.Hierarchies.SelectMany(tree => Directory.GetDirectories(tree, NodeNames.Prefix + "*")),
        .. Directory.GetFileSystemEntries("/sys/class/net", NodeNames.BridgePrefix + "*"),
        .. Firewall.AllRules().Where(rule => rule.Contains(NodeNames.Prefix, StringComparison.Ordinal)),
    ];

    /// <summary>Clears away everything that bears the tests' prefix.</summary>
    public static async Task ClearAsync()
    {
        var numbers = Find().SelectMany(found => Mentions().Matches(found)).Select(match => int.Parse(match.Groups[1].Value)).Distinct();
        foreach (var number in numbers.ToList())
        {
            await ClearAsync(new NodeNames(number));
        }

        await ClearDirectoryAsync(NodeNames.Root("shared"));
    }

    /// <summary>Clears away one node, daemon and keeper included.</summary>
    public static async Task ClearAsync(NodeNames names)
    {
        await ProcessTable.KillAsync(() => Mentioning(names.Directory));
        await CgroupTrees.RemoveAsync(names.CgroupParent);
        Firewall.Remove(names.Network);
        await RemoveInterfacesAsync(names.Bridge);
        await ClearDirectoryAsync(names.Directory);
    }

    private static async Task ClearDirectoryAsync(string directory)
    {
        await ProcessTable.KillAsync(() => Mentioning(directory));
        await MountTable.UnmountAsync(directory);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IReadOnlyList<int> Mentioning(string directory) => [.. ProcessTable.Mentioning(directory).Select(process => process.Id)];

    private static async Task RemoveInterfacesAsync(string bridge)
    {
        var device = "/sys/class/net/" + bridge;
        if (!Directory.Exists(device))
        {
            return;
        }

        var ports = Directory.GetFileSystemEntries(device + "/brif").Select(path => Path.GetFileName(path));
        foreach (var name in ports.Append(bridge).ToList())
        {
            using var ip = Process.Start("ip", ["link", "delete", name]);
            await ip.WaitForExitAsync();
        }
    }

    [GeneratedRegex($"(?:{NodeNames.Prefix}|{NodeNames.BridgePrefix})([0-9]+)")]
    private static partial Regex Mentions();
}
