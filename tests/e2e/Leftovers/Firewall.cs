using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>The address translation rules of CNI plugins; their comments carry the network's name.</summary>
public static partial class Firewall
{
    /// <summary>The rules of one network, in the form of <c>iptables -S</c>.</summary>
    public static IReadOnlyList<string> Rules(string network) =>
        [.. AllRules().Where(rule => rule.Contains($"\"{network}\\\"", StringComparison.Ordinal))];

    public static IReadOnlyList<string> AllRules() => Shell("iptables -t nat -S").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Deletes the network's rules and the chains that these jump to.</summary>
    public static void Remove(string network)
    {
        var chains = new HashSet<string>();
        foreach (var rule in Rules(network))
        {
            Shell("iptables -t nat -D" + rule["-A".Length..]);
            if (Jump().Match(rule) is { Success: true } jump)
            {
                chains.Add(jump.Groups[1].Value);
            }
        }

        foreach (var chain in chains)
        {
            Shell($"iptables -t nat -F {chain}; iptables -t nat -X {chain}");
        }
    }

    private static string Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command + " 2>/dev/null"]) { RedirectStandardOutput = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return output;
    }

    // Chains of one container; CNI-HOSTPORT-… belong to all.
    [GeneratedRegex("-j (CNI-(?!HOSTPORT)[A-Z0-9a-z-]+)")]
    private static partial Regex Jump();
}
