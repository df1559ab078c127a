using CriSharp.Linux.Capabilities;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The capability sets: the default ones, with what the client adds and drops; never more than the node's bounding set, since the OCI runtime
/// cannot give what its parent has not.
/// </summary>
internal static class ContainerCapabilities
{
    private const string Everything = "ALL";

    public static LinuxCapabilities Build(Cri.LinuxContainerSecurityContext security, CapabilitySet node)
    {
        if (security.Privileged)
        {
            return Sets(node.Names, [], []);
        }

        var asked = security.Capabilities ?? new Cri.Capability();
        var dropped = Names(asked.DropCapabilities);
        var added = Names(asked.AddCapabilities).Where(node.Contains).Except(dropped).ToHashSet();
        var ambient = Names(asked.AddAmbientCapabilities).Where(node.Contains).Except(dropped).ToHashSet();

        var all = Start(asked, node).Except(dropped).Union(added).Union(ambient);

        // Inheritable only for what was asked for by name, as the CRI has it: the defaults there would let any user get them by a file's
        // inheritable set (CVE-2022-24769).
        return Sets(all, added.Union(ambient), ambient);
    }

    /// <summary>The kernel's full name of a capability given with or without <c>CAP_</c>, in any case; null if there is none.</summary>
    public static string? FullName(string name)
    {
        var upper = name.ToUpperInvariant();
        var full = upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper : "CAP_" + upper;
        return CapabilitySet.AllNames.Contains(full) ? full : null;
    }

    /// <summary>Whether it is the word for every capability.</summary>
    public static bool IsAll(string name) => name.Equals(Everything, StringComparison.OrdinalIgnoreCase);

    // ALL is applied first, so that all without one, or none but one, can be said.
    private static IReadOnlyList<string> Start(Cri.Capability asked, CapabilitySet node)
    {
        if (AsksForAll(asked.DropCapabilities))
        {
            return [];
        }

        return AsksForAll(asked.AddCapabilities) ? node.Names : [.. DefaultCapabilities.Names.Where(node.Contains)];
    }

    private static bool AsksForAll(IEnumerable<string> names) => names.Any(IsAll);

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Select(FullName).OfType<string>();

    private static LinuxCapabilities Sets(IEnumerable<string> all, IEnumerable<string> inheritable, IEnumerable<string> ambient)
    {
        var ordered = Ordered(all);
        return new LinuxCapabilities
        {
            Bounding = ordered,
            Effective = ordered,
            Permitted = ordered,
            Inheritable = Ordered(inheritable),
            Ambient = Ordered(ambient),
        };
    }

    private static IReadOnlyList<string> Ordered(IEnumerable<string> names)
    {
        var members = names.ToHashSet();
        return [.. CapabilitySet.AllNames.Where(members.Contains)];
    }
}
